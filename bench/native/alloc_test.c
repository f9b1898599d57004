/* Threads that allocate or free at random, some slots more often; see the Java class AllocTest. */
#include "crew.h"

#include <string.h>

enum { ITERATIONS_UNIT = 32, PRACTICE_PART = 256, PARTS = 7, LEAST_SLOTS = 15625, SLOTS_PER_DRAW = 32 };
enum { BYTES_BITS = 16, BYTES_MASK = (1 << BYTES_BITS) - 1, CLASS_BITS = 7, SMALLEST_CLASS = 2 };

static const char *const ARGUMENTS[] = {"THREADS", "SLOTS", "ITERATIONS", "SEED", NULL};

/* Of the draws the parts have, most frequent first; in reverse order, of the slots. */
static const double SHARES[PARTS] = {0.262144000000, 0.393216000000, 0.245760000000, 0.081920000000,
                                     0.015360000000, 0.001536000000, 0.000064000000};

struct choice {
    uint64_t limits[PARTS];
    uint32_t begins[PARTS + 1];
};

struct job {
    size_t threads;
    uint32_t slots;
    uint64_t operations;
    uint64_t seed;
};

struct member {
    struct choice choice;
    const struct job *job;
    uint64_t *slots;
    uint64_t state;
    uint64_t frees;
    uint64_t sum;
};

static void prepare(struct choice *own, uint32_t slots) {
    for (int part = 0; part < PARTS - 2; part++) {
        own->limits[part] = (part ? own->limits[part - 1] : 0) + (uint64_t)(UINT32_MAX * SHARES[part]);
    }
    own->limits[PARTS - 2] = (uint64_t)(UINT32_MAX * (1.0 - SHARES[PARTS - 1]));
    own->limits[PARTS - 1] = UINT64_C(1) << 32;
    own->begins[0] = 0;
    for (int part = 0; part < PARTS - 1; part++) {
        own->begins[part + 1] = own->begins[part] + (uint32_t)(slots * SHARES[PARTS - 1 - part]);
    }
    own->begins[PARTS] = slots;
}

static inline uint32_t next(uint64_t *state) {
    uint64_t x = *state;
    uint32_t drawn = (uint32_t)((x * UINT64_C(0xD989BCACC137DCD5)) >> 32);
    x ^= x >> 11;
    x ^= x << 31;
    x ^= x >> 18;
    *state = x;
    return drawn;
}

static inline uint32_t slot_of(const struct choice *own, uint32_t draw, uint32_t second) {
    int part = 0;
    while (draw >= own->limits[part]) part++;
    return own->begins[part] + second % (own->begins[part + 1] - own->begins[part]);
}

static inline uint32_t size_of(uint64_t draw) {
    unsigned classes = (unsigned)(draw & ((1 << CLASS_BITS) - 1)) + 1;
    uint32_t base = UINT32_C(1) << (__builtin_ctz(classes) + SMALLEST_CLASS);
    return (uint32_t)(draw >> CLASS_BITS & (base - 1)) + 1 + base;
}

static uint64_t allocate(uint64_t *state) {
    uint64_t upper = (uint64_t)next(state) << 32;
    uint32_t bytes = size_of(upper + next(state));
    char *block = block_allocate(bytes);
    memset(block, (int)(bytes & 0xFF), bytes);
    return (uint64_t)(uintptr_t)block << BYTES_BITS | bytes;
}

static void *block_in(uint64_t slot) { return (void *)(uintptr_t)(slot >> BYTES_BITS); }

static uint64_t sum_of(const void *block, uint64_t bytes) {
    const uint64_t *words = block;
    uint64_t sum = 0;
    for (uint64_t index = 0; index < bytes / sizeof *words; index++) sum += words[index];
    const uint8_t *tail = (const uint8_t *)(words + bytes / sizeof *words);
    for (uint64_t index = 0; index < bytes % sizeof *words; index++) sum += tail[index];
    return sum;
}

static void mix(void *argument) {
    struct member *own = argument;
    uint64_t *slots = own->slots;
    uint64_t state = own->state, frees = 0, sum = 0;
    for (uint32_t begin = 0; begin + SLOTS_PER_DRAW <= own->job->slots; begin += SLOTS_PER_DRAW) {
        uint32_t bits = next(&state);
        for (int bit = 0; bit < SLOTS_PER_DRAW; bit++) {
            if (bits >> bit & 1) slots[begin + (uint32_t)bit] = allocate(&state);
        }
    }
    for (uint64_t left = own->job->operations; left > 0; left--) {
        uint32_t draw = next(&state);
        uint32_t slot = slot_of(&own->choice, draw, next(&state));
        uint64_t found = slots[slot];
        if (!found) {
            slots[slot] = allocate(&state);
        } else {
            sum += sum_of(block_in(found), found & BYTES_MASK);
            block_free(block_in(found));
            slots[slot] = 0;
            frees++;
        }
    }
    own->frees = frees;
    own->sum = sum;
}

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    struct member *members = table(job->threads, sizeof *members);
    for (size_t index = 0; index < job->threads; index++) {
        members[index] = (struct member){.job = job, .slots = table(job->slots, sizeof(uint64_t)), .state = job->seed};
        prepare(&members[index].choice, job->slots);
    }
    struct outcome outcome = {.operations = job->threads * job->operations};
    begins(measured);
    outcome.nanos = run_crew(mix, members, job->threads, sizeof *members);
    ended(measured);
    for (size_t index = 0; index < job->threads; index++) {
        uint64_t *slots = members[index].slots;
        outcome.frees += members[index].frees;
        for (uint32_t slot = 0; slot < job->slots; slot++) {
            if (!slots[slot]) continue;
            outcome.live_bytes += slots[slot] & BYTES_MASK;
            block_free(block_in(slots[slot]));
        }
        drop_table(slots, job->slots, sizeof *slots);
    }
    drop_table(members, job->threads, sizeof *members);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    size_t threads = (size_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_THREADS);
    uint32_t slots = (uint32_t)whole_number(ARGUMENTS[1], words[1], 1, INT32_MAX);
    uint64_t iterations = (uint64_t)whole_number(ARGUMENTS[2], words[2], ITERATIONS_UNIT, 1000000000000);
    uint64_t seed = (uint64_t)whole_number(ARGUMENTS[3], words[3], 1, UINT32_MAX);
    if (slots / threads < LEAST_SLOTS) {
        refuse("SLOTS must be at least %d for each of THREADS, but was %s.", LEAST_SLOTS, words[1]);
    }
    struct job job = {threads, slots / (uint32_t)threads, iterations / ITERATIONS_UNIT * ITERATIONS_UNIT, seed};
    struct job practice = job;
    practice.operations = iterations / PRACTICE_PART / ITERATIONS_UNIT * ITERATIONS_UNIT;
    if (!practice.operations) practice.operations = ITERATIONS_UNIT;
    return whole_runs(run_once, &practice, &job, warmup_nanos);
}

const struct workload alloc_test = {"alloc-test", ARGUMENTS, run};
