/* Hoard's cache-scratch and cache-thrash: small blocks that are written many times; see the Java class CacheWrites. */
#include "bench.h"

#include <stdio.h>

enum { MOST_THREADS = 10000, MOST_BYTES = 64 << 10, PRACTICE_PART = 100 };

static const char *const ARGUMENTS[] = {"THREADS", "ITERATIONS", "BYTES", "REPETITIONS", NULL};

struct job {
    bool scratch;
    int32_t threads;
    int32_t iterations;
    int32_t bytes;
    int32_t repetitions;
};

struct writer {
    struct job job;
    char *handed_over;
    thread thread;
} __attribute__((aligned(128)));

static int64_t write_and_read(volatile char *block, int32_t bytes, int32_t repetitions) {
    int64_t sum = 0;
    for (int32_t repetition = 0; repetition < repetitions; repetition++) {
        for (int32_t index = 0; index < bytes; index++) {
            block[index] = (char)index;
            sum += block[index];
        }
    }
    return sum;
}

static void work(void *argument) {
    struct writer *writer = argument;
    if (writer->handed_over) block_free(writer->handed_over);
    struct job job = writer->job;
    int32_t repetitions = job.repetitions / job.threads;
    int64_t expected = 0;
    for (int32_t index = 0; index < job.bytes; index++) expected += (char)index;
    expected *= repetitions;
    for (int32_t iteration = 0; iteration < job.iterations; iteration++) {
        char *block = block_allocate((size_t)job.bytes);
        if (write_and_read(block, job.bytes, repetitions) != expected && !BLOCKS_OVERLAP) {
            fputs("A block did not hold what its thread had just written to it.\n", stderr);
            exit(1);
        }
        block_free(block);
    }
}

static struct outcome run_once(const struct job *job, bool counts) {
    size_t count = (size_t)job->threads;
    struct writer *writers = table(count, sizeof *writers);
    for (size_t index = 0; index < count; index++) {
        writers[index].job = *job;
        if (job->scratch) writers[index].handed_over = block_allocate((size_t)job->bytes);
    }
    if (counts) measured_begins();
    uint64_t start = now_nanos();
    for (size_t index = 0; index < count; index++) writers[index].thread = start_thread(work, &writers[index]);
    for (size_t index = 0; index < count; index++) wait_for(writers[index].thread);
    uint64_t nanos = now_nanos() - start;
    if (counts) measured_ended();
    drop_table(writers, count, sizeof *writers);
    uint64_t operations = count * (uint64_t)job->iterations;
    uint64_t handed_over = job->scratch ? count : 0;
    return (struct outcome){.operations = operations,
                            .nanos = nanos,
                            .frees = operations + handed_over,
                            .handed_over_frees = handed_over};
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos, bool scratch) {
    struct job job = {
        .scratch = scratch,
        .threads = (int32_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_THREADS),
        .iterations = (int32_t)whole_number(ARGUMENTS[1], words[1], 1, INT32_MAX),
        .bytes = (int32_t)whole_number(ARGUMENTS[2], words[2], 1, MOST_BYTES),
        .repetitions = (int32_t)whole_number(ARGUMENTS[3], words[3], 1, INT32_MAX),
    };
    struct job practice = job;
    practice.iterations = job.iterations / PRACTICE_PART + (job.iterations % PRACTICE_PART != 0);
    for (uint64_t start = now_nanos(); now_nanos() - start < warmup_nanos;) run_once(&practice, false);
    return run_once(&job, true);
}

static struct outcome run_scratch(const char *const *words, uint64_t warmup_nanos) {
    return run(words, warmup_nanos, true);
}

static struct outcome run_thrash(const char *const *words, uint64_t warmup_nanos) {
    return run(words, warmup_nanos, false);
}

const struct workload cache_scratch = {"cache-scratch", ARGUMENTS, run_scratch};
const struct workload cache_thrash = {"cache-thrash", ARGUMENTS, run_thrash};
