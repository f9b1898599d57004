/* Tables of blocks freed in both orders, but for one fifth; see the Java class Sh6bench. */
#include "crew.h"
#include "sparing_table.h"

#include <string.h>

enum { MOST_BYTES = 1000, MOST_CALLS = 1000000, ADDED_PER_FORGOTTEN = 21, PRACTICE_PART = 64, MOST_SIZES = 200 };

static const char *const ARGUMENTS[] = {"CALLS", "THREADS", NULL};

static int sizes[MOST_SIZES];
static int size_count;
static uint64_t allocations_per_round;

struct job {
    size_t length;
    size_t rounds;
    size_t threads;
};

struct filler {
    struct sparing_table table;
    size_t rounds;
    uint64_t *forgotten;
    size_t most_forgotten;
    size_t forgotten_count;
};

static int times(int size) { return size < 100 ? 250 : 50; }

/* Each size of a growing sequence, and its half, its quarter ... down to 1. */
static void list_sizes(void) {
    for (int base = 1; base < MOST_BYTES; base = base * 3 / 2 + 1) {
        for (int size = base; size > 0; size /= 2) {
            sizes[size_count++] = size;
            allocations_per_round += (uint64_t)times(size);
        }
    }
}

static void forget(struct filler *own) {
    struct sparing_table *blocks = &own->table;
    if (blocks->spared_begin > 0) return;
    memcpy(own->forgotten + own->forgotten_count, blocks->blocks, blocks->spared_end * sizeof *own->forgotten);
    own->forgotten_count += blocks->spared_end;
    blocks->spared_begin = blocks->spared_end;
}

static void fill(void *argument) {
    struct filler *own = argument;
    for (size_t round = 0; round < own->rounds; round++) {
        for (int index = 0; index < size_count; index++) {
            int size = sizes[index];
            for (int count = times(size); count > 0; count--) {
                char *block = block_allocate((size_t)size);
                *(volatile char *)block = 0;
                *(volatile char *)(block + size - 1) = 0;
                add(&own->table, block, (uint64_t)size);
                if (begins_anew(&own->table)) forget(own);
            }
        }
    }
    free_filled(&own->table);
}

static uint64_t bytes_of_note(uint64_t note) { return note; }

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    struct filler *fillers = table(job->threads, sizeof *fillers);
    size_t most_forgotten = job->rounds * allocations_per_round / ADDED_PER_FORGOTTEN + job->length;
    for (size_t index = 0; index < job->threads; index++) {
        fillers[index] = (struct filler){
            sparing_table(job->length), job->rounds, table(most_forgotten, sizeof(uint64_t)), most_forgotten, 0};
    }
    struct outcome outcome = {.operations = job->threads * job->rounds * allocations_per_round};
    begins(measured);
    outcome.nanos = run_crew(fill, fillers, job->threads, sizeof *fillers);
    ended(measured);
    for (size_t index = 0; index < job->threads; index++) {
        struct filler *one = &fillers[index];
        outcome.frees += one->table.frees;
        outcome.live_bytes += free_noted(one->forgotten, 0, one->forgotten_count, bytes_of_note);
        outcome.live_bytes += free_left(&one->table, bytes_of_note);
        drop_table(one->forgotten, one->most_forgotten, sizeof(uint64_t));
    }
    drop_table(fillers, job->threads, sizeof *fillers);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    size_t calls = (size_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_CALLS);
    size_t threads = (size_t)whole_number(ARGUMENTS[1], words[1], 1, MOST_THREADS);
    if (calls < threads) refuse("CALLS must be at least one for each of THREADS, but was %s.", words[0]);
    struct job job = {calls / threads, calls / threads, threads};
    struct job practice = job;
    practice.rounds = (job.rounds + PRACTICE_PART - 1) / PRACTICE_PART;
    list_sizes();
    return whole_runs(run_once, &practice, &job, warmup_nanos);
}

const struct workload sh6bench = {"sh6bench", ARGUMENTS, run};
