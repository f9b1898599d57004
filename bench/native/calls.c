/* The calls to the allocator of the programs that watch them: bench-latency times each, bench-tally counts them. The
 * others have nothing to add to the report. */
#define _GNU_SOURCE
#include "bench.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>

void tally_begins(void);
void tally_ended(void);
void print_extra(void);

#if defined LATENCY

/* Counts by duration: 64 steps to each power of two, the sub-buckets of an HdrHistogram with two digits. Threads spread
 * over some sets of counts. */
enum { STEP_BITS = 6, STEPS = 1 << STEP_BITS, POWERS = 40, SETS = 16 };
static _Atomic uint64_t counts[SETS][POWERS * STEPS];
static _Atomic unsigned sets_taken;
static atomic_bool counting;
static _Thread_local unsigned set;

void tally_begins(void) { atomic_store(&counting, true); }
void tally_ended(void) { atomic_store(&counting, false); }

static size_t index_of(uint64_t nanos) {
    if (nanos < STEPS) return nanos;
    int power = 63 - __builtin_clzll(nanos) - STEP_BITS;
    if (power > POWERS - 2) return POWERS * STEPS - 1;
    return (size_t)(power + 1) * STEPS + ((nanos >> power) & (STEPS - 1));
}

static uint64_t lowest_of(size_t index) {
    if (index < STEPS) return index;
    size_t power = index / STEPS - 1;
    return (uint64_t)(STEPS + index % STEPS) << power;
}

static void record(uint64_t nanos) {
    if (!atomic_load_explicit(&counting, memory_order_relaxed)) return;
    if (!set) set = 1 + atomic_fetch_add(&sets_taken, 1) % SETS;
    atomic_fetch_add_explicit(&counts[set - 1][index_of(nanos)], 1, memory_order_relaxed);
}

#define TIMED(call) uint64_t start = now_nanos(); call; record(now_nanos() - start)
void *block_allocate(size_t bytes) { TIMED(void *block = malloc(bytes)); return allocated(block, bytes); }
void *block_allocate_zeroed(size_t bytes) { TIMED(void *block = calloc(1, bytes)); return allocated(block, bytes); }
void *block_reallocate(void *old, size_t bytes) { TIMED(void *block = realloc(old, bytes)); return allocated(block, bytes); }
void block_free(void *block) { TIMED(free(block)); }
void block_free_sized(void *block, size_t bytes) { (void)bytes; block_free(block); }

void print_extra(void) {
    printf(",\"latencies\":[");
    bool first = true;
    for (size_t index = 0; index < POWERS * STEPS; index++) {
        uint64_t sum = 0;
        for (int one = 0; one < SETS; one++) sum += atomic_load(&counts[one][index]);
        if (!sum) continue;
        printf("%s[%" PRIu64 ",%" PRIu64 "]", first ? "" : ",", lowest_of(index), sum);
        first = false;
    }
    printf("]");
}

#elif defined TALLY

/* Calls, bytes asked for, and live blocks, in the measured time; the first sizes that were asked for, as a hash. */
static _Atomic uint64_t allocations, frees, bytes_asked, hash, hashed;
static _Atomic int64_t live, peak_live;
static atomic_bool counting;
enum { HASHED = 10000 };

void tally_begins(void) {
    atomic_store(&allocations, 0);
    atomic_store(&frees, 0);
    atomic_store(&bytes_asked, 0);
    atomic_store(&hash, 0);
    atomic_store(&hashed, 0);
    atomic_store(&peak_live, atomic_load(&live));
    atomic_store(&counting, true);
}
void tally_ended(void) { atomic_store(&counting, false); }

static void count_allocation(size_t bytes) {
    int64_t now = atomic_fetch_add(&live, 1) + 1;
    if (!atomic_load(&counting)) return;
    atomic_fetch_add(&allocations, 1);
    atomic_fetch_add(&bytes_asked, bytes);
    int64_t peak = atomic_load(&peak_live);
    while (now > peak && !atomic_compare_exchange_weak(&peak_live, &peak, now)) {
    }
    /* A sum of mixed sizes: the same in whatever order threads come. */
    if (atomic_fetch_add(&hashed, 1) < HASHED) {
        uint64_t mixed = (bytes + 1) * 0x9E3779B97F4A7C15u;
        atomic_fetch_add(&hash, mixed ^ mixed >> 29);
    }
}

static void *counted(void *block, size_t bytes) {
    count_allocation(bytes);
    return allocated(block, bytes);
}

void *block_allocate(size_t bytes) { return counted(malloc(bytes), bytes); }
void *block_allocate_zeroed(size_t bytes) { return counted(calloc(1, bytes), bytes); }
void *block_reallocate(void *old, size_t bytes) {
    if (old) atomic_fetch_sub(&live, 1);
    return counted(realloc(old, bytes), bytes);
}
void block_free(void *block) {
    if (block) {
        atomic_fetch_sub(&live, 1);
        if (atomic_load(&counting)) atomic_fetch_add(&frees, 1);
    }
    free(block);
}
void block_free_sized(void *block, size_t bytes) { (void)bytes; block_free(block); }

void print_extra(void) {
    printf(",\"tally\":{\"allocations\":%" PRIu64 ",\"frees\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"peakLiveBlocks\":%" PRId64 ",\"liveBlocksAfter\":%" PRId64 ",\"firstSizesHash\":%" PRIu64 "}",
           atomic_load(&allocations), atomic_load(&frees), atomic_load(&bytes_asked), atomic_load(&peak_live),
           atomic_load(&live), atomic_load(&hash));
}

#else

void tally_begins(void) {}
void tally_ended(void) {}
void print_extra(void) {}

#endif
