/* Rounds of ten threads that each leave a block and free the one that another thread left; see the Java class Mleak. */
#include "bench.h"
#include "random.h"

#include <stdatomic.h>

enum { BLOCK_BYTES = 128, THREADS = 10, ROUNDS = 100, PLACES = THREADS * ROUNDS, SEED = 0x1CE4E5B9 };

static const char *const ARGUMENTS[] = {"ITERATIONS", NULL};

struct life {
    _Atomic(void *) *places;
    thread thread;
    uint64_t frees;
    int32_t place;
};

static void live(void *argument) {
    struct life *own = argument;
    void *left = atomic_exchange(&own->places[own->place], block_allocate_zeroed(BLOCK_BYTES));
    if (left) {
        block_free(left);
        own->frees++;
    }
}

static struct outcome run_once(int64_t iterations, bool counts) {
    _Atomic(void *) *places = table(PLACES, sizeof *places);
    struct life lives[THREADS] = {0};
    struct lran2 generator;
    lran2_seed(&generator, SEED);
    if (counts) measured_begins();
    uint64_t start = now_nanos();
    for (int64_t round = 0; round < iterations * ROUNDS; round++) {
        for (int index = 0; index < THREADS; index++) {
            lives[index].places = places;
            lives[index].place = lran2_next(&generator) % PLACES;
        }
        for (int index = 0; index < THREADS; index++) lives[index].thread = start_thread(live, &lives[index]);
        for (int index = 0; index < THREADS; index++) wait_for(lives[index].thread);
    }
    struct outcome outcome = {
        .operations = (uint64_t)iterations * ROUNDS * THREADS,
        .nanos = now_nanos() - start,
    };
    if (counts) measured_ended();
    for (int index = 0; index < THREADS; index++) outcome.frees += lives[index].frees;
    outcome.handed_over_frees = outcome.frees;
    for (int place = 0; place < PLACES; place++) {
        if (places[place]) block_free(places[place]);
    }
    drop_table(places, PLACES, sizeof *places);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    int64_t iterations = whole_number(ARGUMENTS[0], words[0], 1, 1000000);
    for (uint64_t start = now_nanos(); now_nanos() - start < warmup_nanos;) run_once(1, false);
    return run_once(iterations, true);
}

const struct workload mleak = {"mleak", ARGUMENTS, run};
