/* A burst and the silence after it; see the Java class Burst. Threads that end where others sleep are the JVM's alone. */
#define _GNU_SOURCE
#include "block_word.h"
#include "crew.h"
#include "logarithmic_sizes.h"

#include <pthread.h>
#include <string.h>

enum { SMALLEST_BYTES = 16, LARGEST_BYTES = 32 << 10, MEBIBYTE_SHIFT = 20, MOST_MEBIBYTES = 1 << 20 };
enum { LEAST_BYTES_PER_THREAD = 64 << 10, WARM_UP_PART = 64 };

static const char *const ARGUMENTS[] = {"MIB", "THREADS", "SECONDS", "SEED", NULL};

/* The natural logarithm of LARGEST_BYTES / SMALLEST_BYTES, which is 2^11. */
static const double LOGARITHM = 7.624618986159398;

static struct logarithmic_sizes sizes;

struct job {
    size_t threads;
    uint64_t bytes_per_thread;
    uint64_t silence_nanos;
    uint32_t seed;
};


struct share {
    pthread_barrier_t *meeting;
    uint64_t most_bytes;
    struct mt19937 generator;
    uint64_t *blocks;
    size_t allocations;
    uint64_t bytes;
    uint64_t *survivors;
    size_t survivor_count;
};

static size_t most_blocks(uint64_t bytes) { return bytes / SMALLEST_BYTES; }

static void fill(struct share *own) {
    uint32_t drawn = draw_size(&sizes, &own->generator);
    while (own->bytes + drawn <= own->most_bytes) {
        void *block = block_allocate(drawn);
        if (!BLOCKS_OVERLAP) touch_pages(block, drawn);
        own->blocks[own->allocations++] = block_word(block, drawn);
        own->bytes += drawn;
        drawn = draw_size(&sizes, &own->generator);
    }
}

static bool survives(const struct share *own, uint64_t word) {
    size_t begin = 0, end = own->survivor_count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (own->survivors[middle] < word) begin = middle + 1;
        else end = middle;
    }
    return begin < own->survivor_count && own->survivors[begin] == word;
}

/* Frees all but one random block of each 64 KiB, oldest first. */
static void thin(struct share *own) {
    uint64_t *sorted = table(own->allocations, sizeof *sorted);
    memcpy(sorted, own->blocks, own->allocations * sizeof *sorted);
    sort_words(sorted, own->allocations);
    for (size_t begin = 0; begin < own->allocations;) {
        size_t end = end_of_slab(sorted, begin, own->allocations);
        int64_t chosen = mt19937_uniform(&own->generator, (int64_t)begin, (int64_t)end - 1);
        own->survivors[own->survivor_count++] = sorted[chosen];
        begin = end;
    }
    drop_table(sorted, own->allocations, sizeof *sorted);
    for (size_t index = 0; index < own->allocations; index++) {
        if (!survives(own, own->blocks[index])) block_free(word_block(own->blocks[index]));
    }
}

static void live(void *argument) {
    struct share *own = argument;
    fill(own);
    pthread_barrier_wait(own->meeting);
    pthread_barrier_wait(own->meeting);
    thin(own);
    pthread_barrier_wait(own->meeting);
    pthread_barrier_wait(own->meeting);
}

static uint64_t nanos_of_meeting(pthread_barrier_t *meeting) {
    uint64_t start = now_nanos();
    pthread_barrier_wait(meeting);
    return now_nanos() - start;
}

static void free_survivors(void *argument) {
    struct share *all = argument;
    for (size_t index = 0; index < all->survivor_count; index++) block_free(word_block(all->survivors[index]));
    pthread_barrier_wait(all->meeting);
    pthread_barrier_wait(all->meeting);
}

/* The others sleep on meanwhile, and so does who frees, as long as memory is looked at. */
static void free_elsewhere(struct share *shares, const struct job *job, bool measured) {
    pthread_barrier_t other;
    pthread_barrier_init(&other, NULL, 2);
    struct share all = {.meeting = &other};
    for (size_t index = 0; index < job->threads; index++) all.survivor_count += shares[index].survivor_count;
    all.survivors = table(all.survivor_count, sizeof *all.survivors);
    size_t copied = 0;
    for (size_t index = 0; index < job->threads; index++) {
        struct share *one = &shares[index];
        memcpy(all.survivors + copied, one->survivors, one->survivor_count * sizeof *all.survivors);
        copied += one->survivor_count;
    }
    sort_words(all.survivors, all.survivor_count);
    thread freeing = start_thread(free_survivors, &all);
    pthread_barrier_wait(&other);
    if (measured) watch("freed", job->silence_nanos / 2, 0);
    pthread_barrier_wait(&other);
    wait_for(freeing);
    drop_table(all.survivors, all.survivor_count, sizeof *all.survivors);
    pthread_barrier_destroy(&other);
}

static void prepare_shares(struct share *shares, pthread_barrier_t *meeting, const struct job *job) {
    for (size_t index = 0; index < job->threads; index++) {
        struct share *one = &shares[index];
        one->meeting = meeting;
        one->most_bytes = job->bytes_per_thread;
        one->blocks = table(most_blocks(one->most_bytes), sizeof *one->blocks);
        one->survivors = table(most_blocks(one->most_bytes), sizeof *one->survivors);
        mt19937_seed(&one->generator, job->seed + (uint32_t)index);
    }
}

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    pthread_barrier_t meeting;
    pthread_barrier_init(&meeting, NULL, (unsigned)job->threads + 1);
    struct share *shares = table(job->threads, sizeof *shares);
    thread *threads = table(job->threads, sizeof *threads);
    prepare_shares(shares, &meeting, job);
    begins(measured);
    for (size_t index = 0; index < job->threads; index++) threads[index] = start_thread(live, &shares[index]);
    struct outcome outcome = {.nanos = nanos_of_meeting(&meeting)};
    uint64_t bytes = 0;
    for (size_t index = 0; index < job->threads; index++) bytes += shares[index].bytes;
    if (measured) watch("full", 0, bytes);
    pthread_barrier_wait(&meeting);
    outcome.nanos += nanos_of_meeting(&meeting);
    for (size_t index = 0; index < job->threads; index++) {
        struct share *one = &shares[index];
        outcome.operations += one->allocations;
        outcome.frees += one->allocations - one->survivor_count;
        outcome.live_bytes += sum_of_bytes(one->survivors, one->survivor_count);
    }
    if (measured) watch("silence", job->silence_nanos, outcome.live_bytes);
    ended(measured);
    free_elsewhere(shares, job, measured);
    pthread_barrier_wait(&meeting);
    for (size_t index = 0; index < job->threads; index++) {
        struct share *one = &shares[index];
        wait_for(threads[index]);
        drop_table(one->blocks, most_blocks(one->most_bytes), sizeof *one->blocks);
        drop_table(one->survivors, most_blocks(one->most_bytes), sizeof *one->survivors);
    }
    drop_table(threads, job->threads, sizeof *threads);
    drop_table(shares, job->threads, sizeof *shares);
    pthread_barrier_destroy(&meeting);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    uint64_t mebibytes = (uint64_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_MEBIBYTES);
    struct job job = {
        .threads = (size_t)whole_number(ARGUMENTS[1], words[1], 1, MOST_THREADS),
        .silence_nanos = seconds(ARGUMENTS[2], words[2]),
        .seed = (uint32_t)whole_number(ARGUMENTS[3], words[3], 0, UINT32_MAX),
    };
    job.bytes_per_thread = (mebibytes << MEBIBYTE_SHIFT) / job.threads;
    if (job.bytes_per_thread < LEAST_BYTES_PER_THREAD) {
        refuse("MIB must be at least 64 KiB for each of THREADS, but was %s MiB for %s threads.", words[0], words[1]);
    }
    prepare_sizes(&sizes, SMALLEST_BYTES, LOGARITHM);
    struct job practice = job;
    practice.bytes_per_thread /= WARM_UP_PART;
    return whole_runs(run_once, &practice, &job, warmup_nanos);
}

const struct workload burst = {"burst", ARGUMENTS, run};
