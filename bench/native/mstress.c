/* Threads that keep some blocks, free some, and exchange some through a table that all share; see the Java class
 * Mstress. */
#include "bench.h"

#include <stdatomic.h>
#include <stdio.h>

enum { TRANSFERS = 1000, RUN_SEED = 43 * 43, SEED_STEP = 43, SHIFTS = 5, RETAINED_SHIFTS = 7, AVOIDED_WORDS = 40 };
enum { BLOCKS_PER_SCALE = 100, PACES = 8, MOST_THREADS = 10000, MOST_LIVES = 65535, LIFE_SHIFT = 16 };
enum { LARGE = 100, HUGE = 1000, GIANT = 10000, MOST_WORDS = 64 * GIANT, MOST_WORDS_OVERLAPPING = (64 << 10) / 8 };

static const uint64_t COOKIE = 0xBF58476D1CE4E5B9u;

static const char *const ARGUMENTS[] = {"THREADS", "SCALE", "ITERATIONS", NULL};

/* The lives of a thread, one in each iteration. A block is a word: its address, then the life that allocated it. */
struct stressed {
    _Atomic uint64_t *transfers;
    uint64_t *exchanged;
    uint64_t *retained;
    size_t exchanged_count, most_exchanged;
    size_t retained_count, most_retained;
    uint64_t random;
    uint64_t life;
    uint64_t frees;
    uint64_t handed_over_frees;
    thread thread;
    int32_t index;
} __attribute__((aligned(128)));

/* The last steps of splitmix64, from state to state. */
static uint64_t below(uint64_t *state, uint64_t bound) {
    uint64_t x = *state;
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9u;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBu;
    x ^= x >> 31;
    *state = x;
    return x % bound;
}

static bool chance(uint64_t *state, uint64_t percent) { return below(state, 100) <= percent; }

/* --- blocks --- */

static uint64_t new_block(size_t words, uint64_t *random, uint64_t life) {
    if (chance(random, 1)) {
        if (chance(random, 1)) words *= GIANT;
        else words *= chance(random, 10) ? HUGE : LARGE;
    }
    if (words == AVOIDED_WORDS) words++;
    uint64_t *block = block_allocate(words * sizeof *block);
    size_t written = BLOCKS_OVERLAP && words > MOST_WORDS_OVERLAPPING ? MOST_WORDS_OVERLAPPING : words;
    for (size_t index = 0; index < written; index++) block[index] = (words - index) ^ COOKIE;
    __asm__ volatile("" : : "r"(block) : "memory");
    return (uint64_t)(uintptr_t)block << LIFE_SHIFT | life;
}

static bool holds(const uint64_t *block) {
    uint64_t words = block[0] ^ COOKIE;
    if (words < 1 || words > MOST_WORDS) return false;
    for (uint64_t index = 0; index < words; index++) {
        if ((block[index] ^ COOKIE) != words - index) return false;
    }
    return true;
}

static void check_and_free(uint64_t block) {
    uint64_t *address = (uint64_t *)(uintptr_t)(block >> LIFE_SHIFT);
    if (!BLOCKS_OVERLAP && !holds(address)) {
        fputs("A block did not hold what was written to it.\n", stderr);
        exit(1);
    }
    block_free(address);
}

static void free_own(struct stressed *own, uint64_t block) {
    if (!block) return;
    check_and_free(block);
    own->frees++;
    own->handed_over_frees += (block & MOST_LIVES) != own->life;
}

/* --- threads --- */

static void step(struct stressed *own) {
    uint64_t *random = &own->random;
    if (own->retained_count == own->most_retained
        || (chance(random, 50) && own->exchanged_count < own->most_exchanged)) {
        size_t words = (size_t)1 << below(random, SHIFTS);
        own->exchanged[own->exchanged_count++] = new_block(words, random, own->life);
    } else {
        size_t words = (size_t)1 << below(random, RETAINED_SHIFTS);
        own->retained[own->retained_count++] = new_block(words, random, own->life);
    }
    if (chance(random, 66) && own->exchanged_count > 0) {
        uint64_t victim = below(random, own->exchanged_count);
        free_own(own, own->exchanged[victim]);
        own->exchanged[victim] = 0;
    }
    if (chance(random, 25) && own->exchanged_count > 0) {
        uint64_t mine = below(random, own->exchanged_count);
        uint64_t place = below(random, TRANSFERS);
        own->exchanged[mine] = atomic_exchange(&own->transfers[place], own->exchanged[mine]);
    }
}

static void live(void *argument) {
    struct stressed *own = argument;
    own->random = (uint64_t)(own->index + 1) * SEED_STEP;
    own->exchanged_count = own->retained_count = 0;
    while (own->exchanged_count < own->most_exchanged || own->retained_count < own->most_retained) step(own);
    for (size_t block = 0; block < own->most_retained; block++) free_own(own, own->retained[block]);
    for (size_t block = 0; block < own->most_exchanged; block++) free_own(own, own->exchanged[block]);
}

static void run_threads(struct stressed *threads, int32_t count, int32_t iteration) {
    for (int32_t index = 0; index < count; index++) {
        threads[index].life = (uint64_t)iteration * (uint64_t)count + (uint64_t)index + 1;
        threads[index].thread = start_thread(live, &threads[index]);
    }
    for (int32_t index = 0; index < count; index++) wait_for(threads[index].thread);
}

static uint64_t free_some(_Atomic uint64_t *transfers, uint64_t *random, uint64_t percent) {
    uint64_t frees = 0;
    for (int place = 0; place < TRANSFERS; place++) {
        if (!chance(random, percent)) continue;
        uint64_t block = atomic_exchange(&transfers[place], 0);
        if (!block) continue;
        check_and_free(block);
        frees++;
    }
    return frees;
}

static struct outcome run_once(int32_t count, int64_t scale, int32_t iterations, bool counts) {
    _Atomic uint64_t *transfers = table(TRANSFERS, sizeof *transfers);
    struct stressed *threads = table((size_t)count, sizeof *threads);
    struct outcome outcome = {0};
    for (int32_t index = 0; index < count; index++) {
        struct stressed *one = &threads[index];
        one->index = index;
        one->transfers = transfers;
        one->most_exchanged = (size_t)(BLOCKS_PER_SCALE * scale * (index % PACES + 1));
        one->most_retained = one->most_exchanged / 2;
        one->exchanged = table(one->most_exchanged, sizeof *one->exchanged);
        one->retained = table(one->most_retained, sizeof *one->retained);
        outcome.operations += (uint64_t)iterations * (one->most_exchanged + one->most_retained);
    }
    uint64_t random = RUN_SEED;
    if (counts) measured_begins();
    uint64_t start = now_nanos();
    run_threads(threads, count, 0);
    for (int32_t iteration = 1; iteration < iterations; iteration++) {
        outcome.frees += free_some(transfers, &random, 50);
        run_threads(threads, count, iteration);
    }
    outcome.nanos = now_nanos() - start;
    if (counts) measured_ended();
    free_some(transfers, &random, 100);
    outcome.handed_over_frees = outcome.frees;
    for (int32_t index = 0; index < count; index++) {
        struct stressed *one = &threads[index];
        outcome.frees += one->frees;
        outcome.handed_over_frees += one->handed_over_frees;
        drop_table(one->exchanged, one->most_exchanged, sizeof *one->exchanged);
        drop_table(one->retained, one->most_retained, sizeof *one->retained);
    }
    drop_table(threads, (size_t)count, sizeof *threads);
    drop_table(transfers, TRANSFERS, sizeof *transfers);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    int32_t threads = (int32_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_THREADS);
    int64_t scale = whole_number(ARGUMENTS[1], words[1], 1, INT32_MAX / BLOCKS_PER_SCALE / PACES);
    int32_t iterations = (int32_t)whole_number(ARGUMENTS[2], words[2], 1, MOST_LIVES);
    if ((int64_t)threads * iterations > MOST_LIVES) {
        refuse("THREADS × ITERATIONS must be at most %d thread lives, but was %lld.", MOST_LIVES,
               (long long)threads * iterations);
    }
    for (uint64_t start = now_nanos(); now_nanos() - start < warmup_nanos;) {
        run_once(threads, scale, iterations, false);
    }
    return run_once(threads, scale, iterations, true);
}

const struct workload mstress = {"mstress", ARGUMENTS, run};
