/* Threads that exchange blocks in the same slots; see the Java class Contention. */
#include "crew.h"
#include "xoroshiro128.h"

#include <stdatomic.h>

enum { OWNER_BITS = 16, MAIN_SEED = 5489, SEED = 5000, LARGEST_SIZE = 1 << 30 };

static const char *const ARGUMENTS[] = {"THREADS", "SWAPS", "SLOTS", "MIN", "MAX", NULL};

struct job {
    size_t threads;
    uint64_t swaps;
    uint32_t slots;
    uint32_t min_bytes;
    uint32_t size_range;
};

struct swapper {
    const struct job *job;
    _Atomic uint64_t *slots;
    uint64_t number;
    uint64_t handed_over;
    uint64_t bytes;
};

static uint32_t draw_size(const struct job *job, struct xoroshiro128 *generator) {
    return job->min_bytes + xoroshiro128_next(generator) % job->size_range;
}

static uint64_t *block_in(uint64_t slot) { return (uint64_t *)(uintptr_t)(slot >> OWNER_BITS); }

static uint64_t slot_of(uint64_t *block, uint64_t owner) { return (uint64_t)(uintptr_t)block << OWNER_BITS | owner; }

static void swap(void *argument) {
    struct swapper *own = argument;
    const struct job *job = own->job;
    struct xoroshiro128 generator;
    xoroshiro128_seed(&generator, own->number - 1 + SEED, 0);
    uint64_t handed_over = 0, bytes = 0;
    uint32_t slot = 0;
    for (uint64_t done = 0; done < job->swaps; done++) {
        uint32_t size = draw_size(job, &generator);
        uint64_t *block = block_allocate(size);
        *block = size;
        uint64_t found = atomic_exchange(&own->slots[slot], slot_of(block, own->number));
        slot = slot + 1 == job->slots ? 0 : slot + 1;
        uint64_t *old = block_in(found);
        bytes += size - *old;
        handed_over += (found & 0xFFFF) != own->number;
        block_free(old);
    }
    own->handed_over = handed_over;
    own->bytes = bytes;
}

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    _Atomic uint64_t *slots = table(job->slots, sizeof *slots);
    struct swapper *swappers = table(job->threads, sizeof *swappers);
    struct xoroshiro128 generator;
    xoroshiro128_seed(&generator, MAIN_SEED, 0);
    uint64_t live_bytes = 0;
    for (uint32_t slot = 0; slot < job->slots; slot++) {
        uint32_t size = draw_size(job, &generator);
        uint64_t *block = block_allocate(size);
        *block = size;
        atomic_store_explicit(&slots[slot], slot_of(block, 0), memory_order_relaxed);
        live_bytes += size;
    }
    for (size_t index = 0; index < job->threads; index++) {
        swappers[index] = (struct swapper){.job = job, .slots = slots, .number = index + 1};
    }
    struct outcome outcome = {.operations = job->threads * job->swaps, .frees = job->threads * job->swaps};
    begins(measured);
    outcome.nanos = run_crew(swap, swappers, job->threads, sizeof *swappers);
    ended(measured);
    for (size_t index = 0; index < job->threads; index++) {
        outcome.handed_over_frees += swappers[index].handed_over;
        live_bytes += swappers[index].bytes;
    }
    if (!BLOCKS_OVERLAP) outcome.live_bytes = live_bytes;
    for (uint32_t slot = 0; slot < job->slots; slot++) block_free(block_in(atomic_load(&slots[slot])));
    drop_table(swappers, job->threads, sizeof *swappers);
    drop_table(slots, job->slots, sizeof *slots);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .threads = (size_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_THREADS),
        .swaps = (uint64_t)whole_number(ARGUMENTS[1], words[1], 1, 1000000000000),
        .slots = (uint32_t)whole_number(ARGUMENTS[2], words[2], 1, INT32_MAX),
        .min_bytes = (uint32_t)whole_number(ARGUMENTS[3], words[3], sizeof(uint64_t), LARGEST_SIZE),
    };
    uint32_t max_bytes = (uint32_t)whole_number(ARGUMENTS[4], words[4], sizeof(uint64_t), LARGEST_SIZE);
    if (job.min_bytes > max_bytes) refuse("MIN must be at most MAX, but MIN was %s and MAX %s.", words[3], words[4]);
    job.size_range = max_bytes - job.min_bytes + 1;
    return whole_runs(run_once, &job, &job, warmup_nanos);
}

const struct workload contention = {"contention", ARGUMENTS, run};
