/* Threads that replace random blocks of their own; see the Java class GlibcThread. */
#include "crew.h"
#include "mt19937.h"

#include <stdatomic.h>

enum { WORKING_SET = 1024, SIZES = 8000, PLACES = WORKING_SET * 4, SMALLEST_BYTES = 4, LARGEST_BYTES = 32 << 10 };
enum { SEED = 88, PRACTICE_NANOS = 250000000 };

static const char *const ARGUMENTS[] = {"SECONDS", "THREADS", NULL};

static unsigned sizes[SIZES];
static unsigned places[PLACES];
static atomic_bool stopped;

struct job {
    uint64_t nanos;
    size_t threads;
};

struct replacer {
    uint64_t operations;
    char *blocks[WORKING_SET];
};

static unsigned size_of_share(int32_t share) {
    float least = 1.0f / LARGEST_BYTES;
    float most = 1.0f / SMALLEST_BYTES;
    return (unsigned)(1.0f / ((least - most) * ((float)share / (float)INT32_MAX) + most));
}

static void draw_tables(void) {
    struct mt19937 generator;
    mt19937_seed(&generator, SEED);
    for (int index = 0; index < SIZES; index++) sizes[index] = size_of_share((int32_t)(mt19937_next(&generator) >> 1));
    for (int index = 0; index < PLACES; index++) places[index] = (mt19937_next(&generator) >> 1) % WORKING_SET;
}

static void replace(void *argument) {
    struct replacer *own = argument;
    unsigned place = 0, size = 0;
    uint64_t operations = 0;
    while (!atomic_load_explicit(&stopped, memory_order_relaxed)) {
        place = place == PLACES - 1 ? 0 : place + 1;
        size = size == SIZES - 1 ? 0 : size + 1;
        unsigned index = places[place];
        unsigned bytes = sizes[size];
        if (own->blocks[index]) block_free(own->blocks[index]);
        char *block = block_allocate(bytes);
        own->blocks[index] = block;
        count_up(block, bytes);
        operations++;
    }
    own->operations = operations;
}

static void stop_after(void *argument) {
    pause_nanos(*(const uint64_t *)argument);
    atomic_store(&stopped, true);
}

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    struct replacer *replacers = table(job->threads, sizeof *replacers);
    uint64_t nanos = job->nanos;
    atomic_store(&stopped, false);
    begins(measured);
    thread clock = start_thread(stop_after, &nanos);
    struct outcome outcome = {.nanos = run_crew(replace, replacers, job->threads, sizeof *replacers)};
    wait_for(clock);
    ended(measured);
    for (size_t index = 0; index < job->threads; index++) {
        outcome.operations += replacers[index].operations;
        outcome.frees += replacers[index].operations;
        for (int place = 0; place < WORKING_SET; place++) {
            if (replacers[index].blocks[place]) {
                block_free(replacers[index].blocks[place]);
                outcome.frees--;
            }
        }
    }
    drop_table(replacers, job->threads, sizeof *replacers);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {seconds(ARGUMENTS[0], words[0]), (size_t)whole_number(ARGUMENTS[1], words[1], 1, MOST_THREADS)};
    struct job practice = {warmup_nanos < PRACTICE_NANOS ? warmup_nanos : PRACTICE_NANOS, job.threads};
    draw_tables();
    return whole_runs(run_once, &practice, &job, warmup_nanos);
}

const struct workload glibc_thread = {"glibc-thread", ARGUMENTS, run};
