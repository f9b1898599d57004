/* Half of the threads only allocate, the other half only free what those hand over in batches; see the Java class
 * XmallocTest. */
#include "bench.h"
#include "random.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { BATCH_BLOCKS = 4096, MOST_WAITING = 100, BATCHES_PER_WORKER = 3, MOST_TOUCHED = 128, PAGE_BYTES = 4096 };
enum { WARM_UP_PART_NANOS = 250000000, LARGEST_SIZE = 1 << 30, MOST_WORKERS = 10000 };

/* What the original's batch takes: the addresses, and a link. */
enum { OWN_BYTES = (BATCH_BLOCKS + 1) * 8 };

static const char *const ARGUMENTS[] = {"SECONDS", "WORKERS", "BYTES", NULL};

static const uint16_t SIZES[] = {8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048};

struct batch {
    struct batch *next;
    char *own;
    char *blocks[BATCH_BLOCKS];
};

struct run {
    int32_t workers;
    size_t bytes;
    pthread_mutex_t lock;
    pthread_cond_t taken;
    pthread_cond_t put;
    struct batch *full;
    int32_t full_count;
    struct batch *empty;
    atomic_bool finished;
    _Atomic uint64_t freed_batches;
};

struct worker {
    struct run *run;
    thread allocates;
    thread frees;
    int32_t index;
};

/* --- batches --- */

static void fill(struct batch *batch, size_t bytes, struct lran2 *generator) {
    batch->own = block_allocate(OWN_BYTES);
    for (size_t offset = 0; offset < OWN_BYTES; offset += PAGE_BYTES) ((volatile char *)batch->own)[offset] = 1;
    for (int index = 0; index < BATCH_BLOCKS; index++) {
        size_t size = bytes ? bytes : SIZES[lran2_next(generator) % (int32_t)(sizeof SIZES / sizeof *SIZES)];
        char *block = block_allocate(size);
        batch->blocks[index] = block;
        memset(block, index & 0xFF, size < MOST_TOUCHED ? size : MOST_TOUCHED);
        __asm__ volatile("" : : "r"(block) : "memory");
    }
}

static void free_batch(struct batch *batch) {
    for (int index = 0; index < BATCH_BLOCKS; index++) block_free(batch->blocks[index]);
    block_free(batch->own);
}

static bool is_finished(struct run *run) { return atomic_load_explicit(&run->finished, memory_order_acquire); }

static struct batch *pop(struct batch **top) {
    struct batch *batch = *top;
    if (batch) *top = batch->next;
    return batch;
}

static void push(struct batch **top, struct batch *batch) {
    batch->next = *top;
    *top = batch;
}

static struct batch *take_empty(struct run *run) {
    pthread_mutex_lock(&run->lock);
    struct batch *empty = pop(&run->empty);
    pthread_mutex_unlock(&run->lock);
    return empty;
}

/* Adds a full batch when there is room or all is finished, and returns an empty one. */
static struct batch *put(struct run *run, struct batch *batch) {
    pthread_mutex_lock(&run->lock);
    while (run->full_count >= MOST_WAITING && !is_finished(run)) pthread_cond_wait(&run->taken, &run->lock);
    push(&run->full, batch);
    run->full_count++;
    pthread_cond_signal(&run->put);
    struct batch *empty = pop(&run->empty);
    pthread_mutex_unlock(&run->lock);
    return empty;
}

/* Gives an empty batch, if any, for a full one; NULL when there is none and all is finished. */
static struct batch *take(struct run *run, struct batch *emptied) {
    pthread_mutex_lock(&run->lock);
    if (emptied) push(&run->empty, emptied);
    while (!run->full && !is_finished(run)) pthread_cond_wait(&run->put, &run->lock);
    struct batch *batch = pop(&run->full);
    if (batch) {
        run->full_count--;
        pthread_cond_signal(&run->taken);
    }
    pthread_mutex_unlock(&run->lock);
    return batch;
}

static void finish(struct run *run) {
    pthread_mutex_lock(&run->lock);
    atomic_store(&run->finished, true);
    pthread_cond_broadcast(&run->taken);
    pthread_cond_broadcast(&run->put);
    pthread_mutex_unlock(&run->lock);
}

/* --- workers --- */

static void allocate_batches(void *argument) {
    struct worker *worker = argument;
    struct run *run = worker->run;
    struct lran2 generator;
    lran2_seed(&generator, worker->index);
    struct batch *batch = take_empty(run);
    while (!is_finished(run)) {
        fill(batch, run->bytes, &generator);
        batch = put(run, batch);
    }
}

static void free_batches(void *argument) {
    struct run *run = ((struct worker *)argument)->run;
    struct batch *batch = NULL;
    while (!is_finished(run)) {
        batch = take(run, batch);
        if (batch) {
            free_batch(batch);
            run->freed_batches++;
        }
    }
}

static uint64_t run_threads(struct run *run, struct worker *workers, uint64_t length) {
    uint64_t start = now_nanos();
    for (int32_t index = 0; index < run->workers; index++) {
        workers[index].run = run;
        workers[index].index = index;
        workers[index].frees = start_thread(free_batches, &workers[index]);
        workers[index].allocates = start_thread(allocate_batches, &workers[index]);
    }
    pause_nanos(length);
    finish(run);
    for (int32_t index = 0; index < run->workers; index++) {
        wait_for(workers[index].frees);
        wait_for(workers[index].allocates);
    }
    return now_nanos() - start;
}

static struct outcome run_once(int32_t count, size_t bytes, uint64_t length, bool counts) {
    struct run run = {
        .workers = count,
        .bytes = bytes,
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .taken = PTHREAD_COND_INITIALIZER,
        .put = PTHREAD_COND_INITIALIZER,
    };
    struct worker *workers = table((size_t)count, sizeof *workers);
    size_t batch_count = MOST_WAITING + BATCHES_PER_WORKER * (size_t)count;
    struct batch *batches = table(batch_count, sizeof *batches);
    for (size_t index = 0; index < batch_count; index++) push(&run.empty, &batches[index]);
    if (counts) measured_begins();
    uint64_t nanos = run_threads(&run, workers, length);
    if (counts) measured_ended();
    for (struct batch *batch = pop(&run.full); batch; batch = pop(&run.full)) free_batch(batch);
    drop_table(batches, batch_count, sizeof *batches);
    drop_table(workers, (size_t)count, sizeof *workers);
    uint64_t operations = run.freed_batches * BATCH_BLOCKS;
    uint64_t frees = operations + run.freed_batches;
    return (struct outcome){.operations = operations, .nanos = nanos, .frees = frees, .handed_over_frees = frees};
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    uint64_t length = seconds(ARGUMENTS[0], words[0]);
    int32_t workers = (int32_t)whole_number(ARGUMENTS[1], words[1], 1, MOST_WORKERS);
    size_t bytes = (size_t)whole_number(ARGUMENTS[2], words[2], 0, LARGEST_SIZE);
    for (uint64_t start = now_nanos(); now_nanos() - start < warmup_nanos;) {
        run_once(workers, bytes, WARM_UP_PART_NANOS, false);
    }
    return run_once(workers, bytes, length, true);
}

const struct workload xmalloc_test = {"xmalloc-test", ARGUMENTS, run};
