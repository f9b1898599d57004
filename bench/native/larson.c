/* Larson's server simulation, with plain frees and with frees that tell the size; see the Java classes Larson and
 * LarsonSized. */
#include "bench.h"
#include "random.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { MAIN_LIFE = 0, WARM_UP_ROUNDS = 4, FIRST_BYTE = 'a', SECOND_BYTE = 'b', LIFE_SHIFT = 32, LARGEST_SIZE = 1 << 30 };
enum { WARM_UP_PART_NANOS = 250000000 };

static const char *const ARGUMENTS[] = {"SECONDS", "MIN", "MAX", "CHUNKS", "ROUNDS", "SEED", "THREADS", NULL};

struct job {
    uint64_t nanos;
    int32_t min_bytes;
    int32_t max_bytes;
    int32_t chunks;
    int32_t rounds;
    int32_t seed;
    int32_t threads;
    bool sized;
};

struct run {
    const struct job *job;
    /* Blocks, slice after slice; beside each its birth: the life that allocated it, then what was asked for. */
    char **blocks;
    uint64_t *births;
    atomic_bool stopped;
    pthread_mutex_t lock;
    pthread_cond_t finished;
    int32_t slices_at_work;
};

/* A slice of the blocks; its lives follow each other, and each starts the next one as its last act. */
struct slice {
    struct run *run;
    size_t first_block;
    struct lran2 generator;
    uint64_t life;
    uint64_t operations;
    uint64_t handed_over_frees;
    uint64_t bytes_read;
} __attribute__((aligned(128)));

static size_t block_count(const struct job *job) { return (size_t)job->chunks * (size_t)job->threads; }

static size_t draw_size(const struct job *job, struct lran2 *generator) {
    if (job->min_bytes == job->max_bytes) return (size_t)job->min_bytes;
    return (size_t)(job->min_bytes + lran2_next(generator) % (job->max_bytes - job->min_bytes));
}

static void release(const struct job *job, char *block, uint64_t birth) {
    if (job->sized) block_free_sized(block, (uint32_t)birth);
    else block_free(block);
}

/* --- lives --- */

static bool is_stopped(struct run *run) { return atomic_load_explicit(&run->stopped, memory_order_relaxed); }

static void replace(struct slice *slice) {
    struct run *run = slice->run;
    struct job job = *run->job;
    char **blocks = run->blocks + slice->first_block;
    uint64_t *births = run->births + slice->first_block;
    struct lran2 generator = slice->generator;
    uint64_t life = slice->life;
    uint64_t handed_over = 0, sum = 0, done = 0;
    uint64_t most = (uint64_t)job.rounds * (uint64_t)job.chunks;
    while (done < most) {
        int32_t victim = lran2_next(&generator) % job.chunks;
        release(&job, blocks[victim], births[victim]);
        handed_over += births[victim] >> LIFE_SHIFT != life;

        size_t bytes = draw_size(&job, &generator);
        char *block = block_allocate(bytes);
        blocks[victim] = block;
        births[victim] = life << LIFE_SHIFT | bytes;

        *(volatile char *)block = FIRST_BYTE;
        sum += (uint64_t)*(volatile char *)block;
        if (bytes > 1) ((volatile char *)block)[1] = SECOND_BYTE;
        done++;
        if (is_stopped(run)) break;
    }
    slice->generator = generator;
    slice->operations += done;
    slice->handed_over_frees += handed_over;
    slice->bytes_read += sum;
}

static void slice_finished(struct run *run) {
    pthread_mutex_lock(&run->lock);
    if (--run->slices_at_work == 0) pthread_cond_signal(&run->finished);
    pthread_mutex_unlock(&run->lock);
}

static void live(void *argument) {
    struct slice *slice = argument;
    if (!is_stopped(slice->run)) {
        slice->life++;
        replace(slice);
    }
    if (is_stopped(slice->run)) slice_finished(slice->run);
    else start_detached(live, slice);
}

/* --- the conductor --- */

static void allocate_blocks(struct run *run, struct lran2 *generator) {
    for (size_t block = 0; block < block_count(run->job); block++) {
        size_t bytes = draw_size(run->job, generator);
        run->blocks[block] = block_allocate(bytes);
        run->births[block] = bytes;
    }
}

/* Fisher and Yates, from the end. */
static void permute(struct run *run, struct lran2 *generator) {
    for (size_t end = block_count(run->job); end > 0; end--) {
        size_t other = (size_t)lran2_next(generator) % end;
        char *block = run->blocks[other];
        uint64_t birth = run->births[other];
        run->blocks[other] = run->blocks[end - 1];
        run->births[other] = run->births[end - 1];
        run->blocks[end - 1] = block;
        run->births[end - 1] = birth;
    }
}

static void replace_blocks(struct run *run, struct lran2 *generator) {
    for (size_t count = WARM_UP_ROUNDS * block_count(run->job); count > 0; count--) {
        size_t victim = (size_t)lran2_next(generator) % block_count(run->job);
        release(run->job, run->blocks[victim], run->births[victim]);
        size_t bytes = draw_size(run->job, generator);
        run->blocks[victim] = block_allocate(bytes);
        run->births[victim] = bytes;
    }
}

/* The clock starts after the threads, as in the original. */
static uint64_t run_threads(struct run *run, struct slice *slices, uint64_t length) {
    for (int32_t index = 0; index < run->job->threads; index++) start_detached(live, &slices[index]);
    uint64_t start = now_nanos();
    pause_nanos(length);
    atomic_store_explicit(&run->stopped, true, memory_order_relaxed);
    pthread_mutex_lock(&run->lock);
    while (run->slices_at_work > 0) pthread_cond_wait(&run->finished, &run->lock);
    pthread_mutex_unlock(&run->lock);
    return now_nanos() - start;
}

static struct outcome run_once(const struct job *job, uint64_t length, bool counts) {
    struct run run = {
        .job = job,
        .blocks = table(block_count(job), sizeof *run.blocks),
        .births = table(block_count(job), sizeof *run.births),
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .finished = PTHREAD_COND_INITIALIZER,
        .slices_at_work = job->threads,
    };
    struct lran2 generator;
    lran2_seed(&generator, job->seed);
    allocate_blocks(&run, &generator);
    permute(&run, &generator);
    replace_blocks(&run, &generator);

    struct slice *slices = table((size_t)job->threads, sizeof *slices);
    for (int32_t index = 0; index < job->threads; index++) {
        slices[index].run = &run;
        slices[index].first_block = (size_t)index * (size_t)job->chunks;
        slices[index].life = MAIN_LIFE;
        lran2_seed(&slices[index].generator, lran2_next(&generator));
    }
    if (counts) measured_begins();
    struct outcome outcome = {.nanos = run_threads(&run, slices, length)};
    if (counts) measured_ended();

    for (size_t block = 0; block < block_count(job); block++) release(job, run.blocks[block], run.births[block]);
    for (int32_t index = 0; index < job->threads; index++) {
        outcome.operations += slices[index].operations;
        outcome.handed_over_frees += slices[index].handed_over_frees;
        if (slices[index].bytes_read != slices[index].operations * FIRST_BYTE) {
            fputs("A block did not hold what its thread had just written to it.\n", stderr);
            exit(1);
        }
    }
    outcome.frees = outcome.operations;
    drop_table(slices, (size_t)job->threads, sizeof *slices);
    drop_table(run.births, block_count(job), sizeof *run.births);
    drop_table(run.blocks, block_count(job), sizeof *run.blocks);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos, bool sized) {
    struct job job = {
        .nanos = seconds(ARGUMENTS[0], words[0]),
        .min_bytes = (int32_t)whole_number(ARGUMENTS[1], words[1], 1, LARGEST_SIZE),
        .max_bytes = (int32_t)whole_number(ARGUMENTS[2], words[2], 1, LARGEST_SIZE),
        .chunks = (int32_t)whole_number(ARGUMENTS[3], words[3], 1, INT32_MAX),
        .rounds = (int32_t)whole_number(ARGUMENTS[4], words[4], 1, INT32_MAX),
        .seed = (int32_t)whole_number(ARGUMENTS[5], words[5], 0, INT32_MAX),
        .threads = (int32_t)whole_number(ARGUMENTS[6], words[6], 1, INT32_MAX),
        .sized = sized,
    };
    if (block_count(&job) > INT32_MAX) {
        refuse("CHUNKS × THREADS must be at most %d blocks, but was %zu.", INT32_MAX, block_count(&job));
    }
    for (uint64_t start = now_nanos(); now_nanos() - start < warmup_nanos;) run_once(&job, WARM_UP_PART_NANOS, false);
    return run_once(&job, job.nanos, true);
}

static struct outcome run_plain(const char *const *words, uint64_t warmup_nanos) {
    return run(words, warmup_nanos, false);
}

static struct outcome run_sized(const char *const *words, uint64_t warmup_nanos) {
    return run(words, warmup_nanos, true);
}

const struct workload larson = {"larson", ARGUMENTS, run_plain};
const struct workload larson_sized = {"larson-sized", ARGUMENTS, run_sized};
