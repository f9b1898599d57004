/* Tables of blocks freed in both orders, and blocks that another thread frees; see the Java class Sh8bench. */
#include "crew.h"
#include "sparing_table.h"

#include <stdatomic.h>
#include <stdio.h>

enum { HANDED_ON_BYTES = 8, MOST_WRITTEN_BYTES = 64 << 10, SIZES = 12, PRACTICE_PART = 64 };

static const char *const ARGUMENTS[] = {"ITERATIONS", "BLOCKS", "HANDED_ON", "THREADS", NULL};

static const struct {
    size_t bytes;
    int count;
} STRETCHES[SIZES] = {{HANDED_ON_BYTES, 1000}, {16, 5000}, {48, 1000}, {72, 100}, {148, 100},  {200, 100},
                      {520, 10},               {1056, 5},  {4096, 3},  {9162, 1}, {34562, 1}, {168524, 1}};

struct job {
    size_t iterations;
    size_t blocks;
    size_t handed_on;
    size_t threads;
};

/* One thread; the last one is who allocates what is handed on, and has no table. */
struct member {
    struct sparing_table table;
    size_t iterations;
    _Atomic(uint64_t *) *handed_on;
    size_t handed_on_each;
    size_t piece;
    size_t next_handed_on;
    uint64_t handed_over_frees;
    uint64_t allocations;
};

static size_t larger(size_t one, size_t other) { return one > other ? one : other; }

static size_t handed_on_per_thread(const struct job *job) {
    return job->handed_on / (job->threads * job->threads) * job->threads;
}

static void allocate_handed_on(const struct member *own) {
    for (size_t index = 0; index < own->handed_on_each; index++) {
        uint64_t *block = block_allocate(HANDED_ON_BYTES);
        *block = index;
        atomic_store_explicit(&own->handed_on[index], block, memory_order_release);
    }
}

static void free_handed_on(struct member *own) {
    while (own->handed_over_frees < own->handed_on_each) {
        uint64_t *block = atomic_load_explicit(&own->handed_on[own->next_handed_on], memory_order_acquire);
        if (!block) return;
        if (*block != own->next_handed_on && !BLOCKS_OVERLAP) {
            fprintf(stderr, "A block did not hold what the thread that allocated it wrote to it.\n");
            exit(1);
        }
        atomic_store_explicit(&own->handed_on[own->next_handed_on], NULL, memory_order_relaxed);
        block_free(block);
        own->handed_over_frees++;
        own->next_handed_on++;
        if (own->handed_over_frees % own->piece == 0) own->next_handed_on += own->handed_on_each - own->piece;
    }
}

static void allocate(struct member *own, int size) {
    size_t bytes = STRETCHES[size].bytes;
    size_t last = (BLOCKS_OVERLAP && bytes > MOST_WRITTEN_BYTES ? MOST_WRITTEN_BYTES : bytes) - 1;
    for (int count = STRETCHES[size].count; count > 0; count--) {
        if (begins_anew(&own->table)) continue;
        char *block = block_allocate(bytes);
        *(volatile char *)block = 0;
        *(volatile char *)(block + last) = 0;
        add(&own->table, block, (uint64_t)size);
        own->allocations++;
    }
}

static void take_part(void *argument) {
    struct member *own = argument;
    if (!own->table.blocks) {
        allocate_handed_on(own);
        return;
    }
    int size = 0;
    for (size_t left = own->iterations; left > 0; left--) {
        free_handed_on(own);
        size = size == SIZES - 1 ? 0 : size + 1;
        allocate(own, size);
    }
}

static uint64_t bytes_of_note(uint64_t note) { return STRETCHES[note].bytes; }

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    size_t each = handed_on_per_thread(job), all = each * job->threads;
    _Atomic(uint64_t *) *handed_on = table(all, sizeof *handed_on);
    struct member *members = table(job->threads + 1, sizeof *members);
    for (size_t index = 0; index < job->threads; index++) {
        size_t piece = each / job->threads;
        members[index] = (struct member){sparing_table(job->blocks / job->threads), job->iterations / job->threads,
                                         handed_on, each, piece, index * piece, 0, 0};
    }
    members[job->threads] = (struct member){.handed_on = handed_on, .handed_on_each = all};
    struct outcome outcome = {.operations = all};
    begins(measured);
    outcome.nanos = run_crew(take_part, members, job->threads + 1, sizeof *members);
    ended(measured);
    for (size_t index = 0; index < all; index++) {
        uint64_t *block = atomic_load(&handed_on[index]);
        if (!block) continue;
        block_free(block);
        outcome.live_bytes += HANDED_ON_BYTES;
    }
    for (size_t index = 0; index < job->threads; index++) {
        struct member *one = &members[index];
        outcome.operations += one->allocations;
        outcome.frees += one->handed_over_frees + one->table.frees;
        outcome.handed_over_frees += one->handed_over_frees;
        outcome.live_bytes += free_left(&one->table, bytes_of_note);
    }
    drop_table(members, job->threads + 1, sizeof *members);
    drop_table(handed_on, all, sizeof *handed_on);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .iterations = (size_t)whole_number(ARGUMENTS[0], words[0], 1, INT32_MAX),
        .blocks = (size_t)whole_number(ARGUMENTS[1], words[1], 1, INT32_MAX),
        .handed_on = (size_t)whole_number(ARGUMENTS[2], words[2], 0, INT32_MAX),
        .threads = (size_t)whole_number(ARGUMENTS[3], words[3], 1, MOST_THREADS),
    };
    if (job.iterations < job.threads) refuse("ITERATIONS must be at least one for each of THREADS, but was %s.", words[0]);
    if (job.blocks < job.threads) refuse("BLOCKS must be at least one for each of THREADS, but was %s.", words[1]);
    struct job practice = {larger(job.iterations / PRACTICE_PART, job.threads),
                           larger(job.blocks / PRACTICE_PART, job.threads), job.handed_on / PRACTICE_PART, job.threads};
    return whole_runs(run_once, &practice, &job, warmup_nanos);
}

const struct workload sh8bench = {"sh8bench", ARGUMENTS, run};
