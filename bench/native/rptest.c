/* The benchmark of rpmalloc: tables of blocks, and batches that another thread frees; see the Java class Rptest. */
#define _GNU_SOURCE
#include "bench.h"
#include "random.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { SIZES = 2000, ALLOCATION_COUNTS = 311, FREE_COUNTS = 257, NUMBERS = 100000, TABLES_SEED = 1, SMALLEST_STEP = 7 };
enum { ITERATIONS = 2, FIRST_SIZE_STEP = 37, FIRST_SIZE_OFFSET = 2, MOST_THREADS = 1000, MOST_LOOPS = 0x00FFFFFF };
enum { MOST_OPERATIONS = 8192, LARGEST_SIZE = 1 << 30, PAGE_BYTES = 4096, ZEROED_IN = 3, FILL = 0xCD };
enum { BATCH_BYTES = 32, MOST_BYTES_OVERLAPPING = 64 << 10 };

static const char *const ARGUMENTS[] = {"THREADS",    "MODE", "SIZE_MODE", "CROSS_RATE", "LOOPS", "BLOCKS",
                                        "OPERATIONS", "MIN",  "MAX",       NULL};

struct job {
    int32_t threads, mode, size_mode, cross_rate, loops, places, operations, min_bytes, max_bytes;
    int32_t sizes[SIZES], allocation_counts[ALLOCATION_COUNTS], free_counts[FREE_COUNTS];
    int32_t allocation_step, free_step;
};

struct batch {
    struct batch *next;
    char *own;
    char *list;
    int32_t count;
    char *blocks[MOST_OPERATIONS];
};

struct member {
    const struct job *job;
    struct crew *crew;
    char **places;
    _Atomic(struct batch *) arrivals;
    struct batch *empty;
    int32_t index, allocation_place, free_place, size_index, receiver;
    uint64_t allocations, frees, handed_over_frees;
    int64_t live_bytes;
    thread thread;
} __attribute__((aligned(128)));

struct crew {
    struct member *members;
    pthread_barrier_t barrier;
    atomic_int done[ITERATIONS];
};

/* --- random numbers, the same for all threads --- */

static int32_t size_of(const struct job *job, const int32_t *uniform, int index) {
    if (job->mode == 1) return job->min_bytes;
    if (job->size_mode == 0) return uniform[index];
    double range = job->max_bytes > job->min_bytes ? job->max_bytes - job->min_bytes : 1;
    double first = 1.0 - (uniform[index] - job->min_bytes) / range;
    double second = 1.0 - (uniform[(index + 1) % SIZES] - job->min_bytes) / range;
    double excess = uniform[(index + 2) % SIZES] - job->min_bytes;
    double sum = first + second - 1.0;
    double weight = job->size_mode == 2 ? first * second : sum < 0 ? -sum : sum;
    return job->min_bytes + (int32_t)(excess * weight);
}

static bool is_prime(int32_t number) {
    for (int32_t divisor = 2; divisor < number; divisor++) {
        if (number % divisor == 0) return false;
    }
    return true;
}

static int32_t step_for(int32_t least, int32_t places) {
    int32_t step = least;
    while (places % step == 0 || !is_prime(step)) step++;
    return step;
}

static void draw_tables(struct job *job) {
    struct lran2 generator;
    lran2_seed(&generator, TABLES_SEED);
    int32_t uniform[SIZES];
    double range = job->max_bytes - job->min_bytes;
    for (int index = 0; index < SIZES; index++) {
        uniform[index] = job->min_bytes + (int32_t)(range * (lran2_next(&generator) % NUMBERS / (double)NUMBERS) + 0.5);
    }
    for (int index = 0; index < SIZES; index++) job->sizes[index] = size_of(job, uniform, index);
    for (int index = 0; index < ALLOCATION_COUNTS; index++) {
        job->allocation_counts[index] = job->operations * (30 + lran2_next(&generator) % 70) / 100;
    }
    for (int index = 0; index < FREE_COUNTS; index++) {
        job->free_counts[index] = job->operations * (30 + lran2_next(&generator) % 70) * 4 / 500;
    }
    job->allocation_step = step_for(SMALLEST_STEP, job->places);
    job->free_step = step_for(job->allocation_step + 1, job->places);
}

/* --- blocks --- */

static char *allocate_written(int32_t bytes) {
    char *block = block_allocate((size_t)bytes);
    memset(block, FILL, (size_t)bytes);
    __asm__ volatile("" : : "r"(block) : "memory");
    return block;
}

static char *allocate_next(struct member *own, int32_t number) {
    int32_t bytes = own->job->sizes[(own->size_index + FIRST_SIZE_OFFSET) % SIZES];
    bool zeroed = bytes >= PAGE_BYTES || (own->size_index + number) % ZEROED_IN == 0;
    volatile char *block = zeroed ? block_allocate_zeroed((size_t)bytes) : allocate_written(bytes);
    *(volatile int32_t *)block = bytes;
    int32_t touched = BLOCKS_OVERLAP && bytes > MOST_BYTES_OVERLAPPING ? MOST_BYTES_OVERLAPPING : bytes;
    int32_t end = (touched - 1) / PAGE_BYTES * PAGE_BYTES;
    for (int32_t offset = PAGE_BYTES; offset < end; offset += PAGE_BYTES) block[offset] = 1;
    if (touched > (int32_t)sizeof bytes) block[touched - 1] = 1;
    own->size_index = (own->size_index + 1) % SIZES;
    own->allocations++;
    own->live_bytes += bytes;
    return (char *)block;
}

static void free_told(struct member *own, char *block) {
    own->live_bytes -= *(volatile int32_t *)block;
    block_free(block);
    own->frees++;
}

static void free_place(struct member *own, int32_t place) {
    if (!own->places[place]) return;
    free_told(own, own->places[place]);
    own->places[place] = NULL;
}

/* --- batches --- */

static int64_t own_bytes(const struct batch *batch) { return BATCH_BYTES + 8 * batch->count; }

static void hand_over(struct member *own, int32_t count) {
    struct batch *batch = own->empty;
    if (batch) own->empty = batch->next;
    else batch = table(1, sizeof *batch);
    batch->count = count;
    batch->own = allocate_written(BATCH_BYTES);
    batch->list = allocate_written(8 * count);
    for (int32_t index = 0; index < count; index++) batch->blocks[index] = allocate_next(own, index);
    own->allocations += 2;
    own->live_bytes += own_bytes(batch);
    own->receiver = (own->receiver + 1) % own->job->threads;
    if (own->receiver == own->index) own->receiver = (own->receiver + 1) % own->job->threads;
    _Atomic(struct batch *) *arrivals = &own->crew->members[own->receiver].arrivals;
    batch->next = atomic_load(arrivals);
    while (!atomic_compare_exchange_weak(arrivals, &batch->next, batch)) {
    }
}

static void free_batches(struct member *own, struct batch *batch) {
    while (batch) {
        uint64_t before = own->frees;
        for (int32_t index = 0; index < batch->count; index++) free_told(own, batch->blocks[index]);
        block_free(batch->list);
        block_free(batch->own);
        own->frees += 2;
        own->handed_over_frees += own->frees - before;
        own->live_bytes -= own_bytes(batch);
        struct batch *below = batch->next;
        batch->next = own->empty;
        own->empty = batch;
        batch = below;
    }
}

/* --- threads --- */

static bool hands_over(const struct member *own, int32_t iteration, int32_t loop) {
    const struct job *job = own->job;
    return job->cross_rate > 0 && job->threads > 1 && loop % job->cross_rate == 0
           && atomic_load_explicit(&own->crew->done[iteration], memory_order_relaxed) == 0;
}

static void loop_all(struct member *own, int32_t iteration) {
    const struct job *job = own->job;
    own->size_index = (own->index + 1) * (iteration + 1) * FIRST_SIZE_STEP % SIZES;
    for (int32_t loop = 0; loop < job->loops; loop++) {
        struct batch *arrived = atomic_exchange(&own->arrivals, NULL);
        for (int32_t count = job->free_counts[(iteration + loop) % FREE_COUNTS]; count > 0; count--) {
            free_place(own, own->free_place);
            own->free_place = (own->free_place + job->free_step) % job->places;
        }
        free_batches(own, arrived);
        int32_t count = job->allocation_counts[(iteration + loop) % ALLOCATION_COUNTS];
        for (int32_t number = 0; number < count; number++) {
            free_place(own, own->allocation_place);
            own->places[own->allocation_place] = allocate_next(own, number);
            own->allocation_place = (own->allocation_place + job->allocation_step) % job->places;
        }
        if (hands_over(own, iteration, loop)) hand_over(own, count);
    }
    atomic_fetch_add(&own->crew->done[iteration], 1);
}

static void free_own(struct member *own) {
    for (int32_t place = 0; place < own->job->places; place++) free_place(own, place);
}

static void live(void *argument) {
    struct member *own = argument;
    pthread_barrier_t *barrier = &own->crew->barrier;
    for (int32_t iteration = 0; iteration < ITERATIONS; iteration++) {
        if (iteration > 0) free_own(own);
        loop_all(own, iteration);
        pthread_barrier_wait(barrier);
        free_batches(own, atomic_exchange(&own->arrivals, NULL));
        pthread_barrier_wait(barrier);
    }
    pthread_barrier_wait(barrier);
    free_own(own);
}

static struct outcome run_once(const struct job *job, bool counts) {
    struct crew crew = {.members = table((size_t)job->threads, sizeof *crew.members)};
    pthread_barrier_init(&crew.barrier, NULL, (unsigned)job->threads + 1);
    if (counts) measured_begins();
    uint64_t start = now_nanos();
    for (int32_t index = 0; index < job->threads; index++) {
        struct member *one = &crew.members[index];
        one->job = job;
        one->crew = &crew;
        one->index = index;
        one->places = table((size_t)job->places, sizeof *one->places);
    }
    for (int32_t index = 0; index < job->threads; index++) {
        crew.members[index].thread = start_thread(live, &crew.members[index]);
    }
    for (int32_t meeting = 0; meeting < 2 * ITERATIONS; meeting++) pthread_barrier_wait(&crew.barrier);
    struct outcome outcome = {.nanos = now_nanos() - start};
    int64_t live_bytes = 0;
    for (int32_t index = 0; index < job->threads; index++) {
        const struct member *one = &crew.members[index];
        outcome.operations += one->allocations + one->frees;
        outcome.frees += one->frees;
        outcome.handed_over_frees += one->handed_over_frees;
        live_bytes += one->live_bytes;
    }
    outcome.live_bytes = BLOCKS_OVERLAP ? 0 : (uint64_t)live_bytes;
    if (counts) measured_ended();
    pthread_barrier_wait(&crew.barrier);
    for (int32_t index = 0; index < job->threads; index++) {
        struct member *one = &crew.members[index];
        wait_for(one->thread);
        drop_table(one->places, (size_t)job->places, sizeof *one->places);
        for (struct batch *batch = one->empty; batch;) {
            struct batch *below = batch->next;
            drop_table(batch, 1, sizeof *batch);
            batch = below;
        }
    }
    pthread_barrier_destroy(&crew.barrier);
    drop_table(crew.members, (size_t)job->threads, sizeof *crew.members);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .threads = (int32_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_THREADS),
        .mode = (int32_t)whole_number(ARGUMENTS[1], words[1], 0, 1),
        .size_mode = (int32_t)whole_number(ARGUMENTS[2], words[2], 0, 2),
        .cross_rate = (int32_t)whole_number(ARGUMENTS[3], words[3], 0, MOST_LOOPS),
        .loops = (int32_t)whole_number(ARGUMENTS[4], words[4], 1, MOST_LOOPS),
        .places = (int32_t)whole_number(ARGUMENTS[5], words[5], 1, MOST_LOOPS),
        .operations = (int32_t)whole_number(ARGUMENTS[6], words[6], 1, MOST_OPERATIONS),
        .min_bytes = (int32_t)whole_number(ARGUMENTS[7], words[7], sizeof(int32_t), LARGEST_SIZE),
        .max_bytes = (int32_t)whole_number(ARGUMENTS[8], words[8], sizeof(int32_t), LARGEST_SIZE),
    };
    if (job.mode == 0 && job.min_bytes > job.max_bytes) {
        refuse("MIN must be at most MAX, but was %d above %d.", job.min_bytes, job.max_bytes);
    }
    draw_tables(&job);
    for (uint64_t start = now_nanos(); now_nanos() - start < warmup_nanos;) run_once(&job, false);
    return run_once(&job, true);
}

const struct workload rptest = {"rptest", ARGUMENTS, run};
