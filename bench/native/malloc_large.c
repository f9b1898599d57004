/* One thread that replaces one of a few large zeroed blocks at a time; see the Java class MallocLarge. */
#include "bench.h"
#include "mt19937.h"

#include <stdio.h>

enum { PAGE_BYTES = 4096 };

static const char *const ARGUMENTS[] = {"OPERATIONS", "BLOCKS", "MIN", "MAX", "SEED", NULL};

struct job {
    int64_t operations, blocks, min_bytes, max_bytes;
    uint32_t seed;
    uint64_t warmup_nanos;
    struct mt19937 generator;
    char **addresses;
    int64_t *sizes;
    struct outcome outcome;
};

/* Each page is written before it is read, as in Java. */
static bool touch_pages(volatile char *block, int64_t bytes) {
    int all = 0;
    for (int64_t offset = 0; offset + 1 < bytes; offset += PAGE_BYTES) {
        block[offset] = 1;
        all |= block[offset + 1];
        block[offset + 1] = 1;
    }
    return all == 0;
}

static void free_slot(struct job *job, int64_t slot) {
    if (job->addresses[slot]) {
        block_free(job->addresses[slot]);
        job->outcome.frees++;
    }
    job->addresses[slot] = NULL;
    job->sizes[slot] = 0;
}

static void free_all(struct job *job) {
    for (int64_t slot = 0; slot < job->blocks; slot++) free_slot(job, slot);
}

static void replace_one(struct job *job) {
    int64_t slot = mt19937_uniform(&job->generator, 0, job->blocks - 1);
    int64_t bytes = mt19937_uniform(&job->generator, job->min_bytes, job->max_bytes);
    char *block = block_allocate_zeroed((size_t)bytes);
    if (!BLOCKS_OVERLAP && !touch_pages(block, bytes)) {
        fputs("A block that must be zeroed held something else.\n", stderr);
        exit(1);
    }
    free_slot(job, slot);
    job->addresses[slot] = block;
    job->sizes[slot] = bytes;
}

static void body(void *argument) {
    struct job *job = argument;
    mt19937_seed(&job->generator, job->seed);
    for (uint64_t start = now_nanos(); now_nanos() - start < job->warmup_nanos;) replace_one(job);
    free_all(job);

    mt19937_seed(&job->generator, job->seed);
    job->outcome = (struct outcome){.operations = (uint64_t)job->operations};
    measured_begins();
    uint64_t start = now_nanos();
    for (int64_t operation = 0; operation < job->operations; operation++) replace_one(job);
    job->outcome.nanos = now_nanos() - start;
    uint64_t frees = job->outcome.frees;
    for (int64_t slot = 0; slot < job->blocks; slot++) job->outcome.live_bytes += (uint64_t)job->sizes[slot];
    measured_ended();
    quiet();
    free_all(job);
    job->outcome.frees = frees;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .operations = whole_number(ARGUMENTS[0], words[0], 1, 1000000000000),
        .blocks = whole_number(ARGUMENTS[1], words[1], 1, INT32_MAX),
        .min_bytes = whole_number(ARGUMENTS[2], words[2], 1, INT64_C(1) << 31),
        .max_bytes = whole_number(ARGUMENTS[3], words[3], 1, INT64_C(1) << 31),
        .seed = (uint32_t)whole_number(ARGUMENTS[4], words[4], 0, UINT32_MAX),
        .warmup_nanos = warmup_nanos,
    };
    if (job.min_bytes > job.max_bytes) {
        refuse("MIN must be at most MAX, but was %s above %s.", words[2], words[3]);
    }
    job.addresses = table((size_t)job.blocks, sizeof *job.addresses);
    job.sizes = table((size_t)job.blocks, sizeof *job.sizes);
    wait_for(start_thread(body, &job));
    drop_table(job.sizes, (size_t)job.blocks, sizeof *job.sizes);
    drop_table(job.addresses, (size_t)job.blocks, sizeof *job.addresses);
    return job.outcome;
}

const struct workload malloc_large = {"malloc-large", ARGUMENTS, run};
