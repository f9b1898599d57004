/* Messages that other threads pass on and free; see the Java class MessagePassing. */
#include "crew.h"
#include "xoroshiro128.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

enum { MOST_UNDER_WAY = 4096, MOST_PER_BATCH = 16, MOST_MEMBERS = 1000, PRACTICE_PART = 64, YIELD_PERIOD = 16 };
enum { SIZES = 4, PRODUCER_SEED = 5489, PROXY_SEED = 1234, CACHE_LINE = 64 };

static const char *const ARGUMENTS[] = {"PRODUCERS", "PROXIES", "CONSUMERS", "BATCHES", NULL};
static const uint32_t MESSAGE_SIZES[SIZES] = {48, 64, 96, 128};

struct job {
    size_t producers;
    size_t proxies;
    size_t consumers;
    int64_t batches;
};

/* A ring: many threads post, one takes. */
struct queue {
    _Alignas(CACHE_LINE) atomic_size_t claimed;
    _Alignas(CACHE_LINE) size_t taken;
    _Atomic(uint64_t *) *places;
};

struct exchange {
    const struct job *job;
    size_t queue_count;
    size_t places;
    struct queue *queues;
    _Alignas(CACHE_LINE) atomic_long under_way;
    _Alignas(CACHE_LINE) atomic_size_t posting;
};

/* A thread: the consumers come first, then the proxies, then the producers. */
struct member {
    struct exchange *exchange;
    size_t number;
    uint64_t messages;
    uint64_t bytes;
};

static size_t places_for(size_t producers) {
    size_t places = 1;
    while (places <= MOST_UNDER_WAY + producers * MOST_PER_BATCH) places *= 2;
    return places;
}

static void post(const struct exchange *exchange, struct queue *queue, uint64_t **batch, size_t count) {
    size_t place = atomic_fetch_add(&queue->claimed, count);
    for (size_t index = 0; index < count; index++) {
        atomic_store_explicit(&queue->places[(place + index) & (exchange->places - 1)], batch[index], memory_order_release);
    }
}

static size_t take(const struct exchange *exchange, struct queue *queue, uint64_t **batch) {
    size_t count = 0;
    while (count < MOST_PER_BATCH) {
        _Atomic(uint64_t *) *place = &queue->places[queue->taken & (exchange->places - 1)];
        uint64_t *message = atomic_load_explicit(place, memory_order_acquire);
        if (!message) break;
        atomic_store_explicit(place, NULL, memory_order_relaxed);
        batch[count++] = message;
        queue->taken++;
    }
    return count;
}

static void produce(struct member *own, size_t producer) {
    struct exchange *exchange = own->exchange;
    struct xoroshiro128 generator;
    xoroshiro128_seed(&generator, PRODUCER_SEED + producer, producer);
    uint64_t *batch[MOST_PER_BATCH];
    for (int64_t left = exchange->job->batches; left > 0; left--) {
        while (atomic_load(&exchange->under_way) >= MOST_UNDER_WAY) sched_yield();
        size_t count = (xoroshiro128_next(&generator) & (MOST_PER_BATCH - 1)) + 1;
        uint32_t size = MESSAGE_SIZES[xoroshiro128_next(&generator) % SIZES];
        for (size_t index = 0; index < count; index++) {
            batch[index] = block_allocate(size);
            *batch[index] = size;
        }
        atomic_fetch_add(&exchange->under_way, (long)count);
        post(exchange, &exchange->queues[xoroshiro128_next(&generator) % (uint32_t)exchange->queue_count], batch, count);
        own->messages += count;
        own->bytes += count * size;
        if (left % YIELD_PERIOD == 1) sched_yield();
    }
    atomic_fetch_sub(&exchange->posting, 1);
}

/* Posts to queues before its own only, so nothing is posted to a queue whose owner sees all behind it done. */
static void forward(struct member *own) {
    struct exchange *exchange = own->exchange;
    struct xoroshiro128 generator;
    xoroshiro128_seed(&generator, PROXY_SEED + own->number, own->number);
    size_t proxies_before = own->number - exchange->job->consumers + 1;
    uint64_t *batch[MOST_PER_BATCH];
    for (bool over = false; !over; sched_yield()) {
        over = atomic_load(&exchange->posting) <= proxies_before;
        size_t count = take(exchange, &exchange->queues[own->number], batch);
        for (size_t index = 0; index < count; index++) {
            uint32_t to = xoroshiro128_next(&generator) % (uint32_t)own->number;
            post(exchange, &exchange->queues[to], &batch[index], 1);
        }
        over &= count == 0;
    }
    atomic_fetch_sub(&exchange->posting, 1);
}

static void consume(struct member *own) {
    struct exchange *exchange = own->exchange;
    uint64_t *batch[MOST_PER_BATCH];
    uint64_t freed = 0;
    for (bool over = false; !over;) {
        over = atomic_load(&exchange->posting) == 0;
        size_t count = take(exchange, &exchange->queues[own->number], batch);
        for (size_t index = 0; index < count; index++) {
            freed += *batch[index];
            block_free(batch[index]);
        }
        atomic_fetch_sub(&exchange->under_way, (long)count);
        over &= count == 0;
        if (!count) sched_yield();
    }
    own->bytes = -freed;
}

static void take_part(void *argument) {
    struct member *own = argument;
    if (own->number >= own->exchange->queue_count) produce(own, own->number - own->exchange->queue_count);
    else if (own->number >= own->exchange->job->consumers) forward(own);
    else consume(own);
}

static struct outcome run_once(const void *given, bool measured) {
    const struct job *job = given;
    size_t queue_count = job->consumers + job->proxies, count = queue_count + job->producers;
    struct exchange exchange = {.job = job, .queue_count = queue_count, .places = places_for(job->producers)};
    exchange.queues = table(queue_count, sizeof *exchange.queues);
    for (size_t index = 0; index < queue_count; index++) {
        exchange.queues[index].places = table(exchange.places, sizeof(uint64_t *));
    }
    atomic_store(&exchange.posting, job->producers + job->proxies);
    struct member *members = table(count, sizeof *members);
    for (size_t index = 0; index < count; index++) members[index] = (struct member){&exchange, index, 0, 0};
    struct outcome outcome = {0};
    begins(measured);
    outcome.nanos = run_crew(take_part, members, count, sizeof *members);
    ended(measured);
    uint64_t bytes = 0;
    for (size_t index = 0; index < count; index++) {
        outcome.operations += members[index].messages;
        bytes += members[index].bytes;
    }
    if (bytes && !BLOCKS_OVERLAP) {
        fprintf(stderr, "A message did not hold what its producer had written to it.\n");
        exit(1);
    }
    outcome.frees = outcome.handed_over_frees = outcome.operations;
    for (size_t index = 0; index < queue_count; index++) {
        drop_table(exchange.queues[index].places, exchange.places, sizeof(uint64_t *));
    }
    drop_table(exchange.queues, queue_count, sizeof *exchange.queues);
    drop_table(members, count, sizeof *members);
    return outcome;
}

static struct outcome run(const char *const *words, uint64_t warmup_nanos) {
    struct job job = {
        .producers = (size_t)whole_number(ARGUMENTS[0], words[0], 1, MOST_MEMBERS),
        .proxies = (size_t)whole_number(ARGUMENTS[1], words[1], 0, MOST_MEMBERS),
        .consumers = (size_t)whole_number(ARGUMENTS[2], words[2], 1, MOST_MEMBERS),
        .batches = whole_number(ARGUMENTS[3], words[3], 1, 1000000000000),
    };
    struct job practice = job;
    practice.batches = (job.batches + PRACTICE_PART - 1) / PRACTICE_PART;
    return whole_runs(run_once, &practice, &job, warmup_nanos);
}

const struct workload message_passing = {"message-passing", ARGUMENTS, run};
