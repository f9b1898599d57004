/* What all native workloads share: the calls to the allocator, time, threads and generators.
 *
 * One set of sources makes four programs, each the same but for what `block_allocate` and its fellows do:
 *   bench          malloc and free of the process, which LD_PRELOAD exchanges
 *   bench-null     nothing is allocated (-DNULL_HARNESS): the harness alone
 *   bench-latency  each call is timed (-DLATENCY)
 *   bench-tally    calls, bytes and live blocks are counted (-DTALLY), to compare them with the Java workloads
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* What a workload counted in its measured time. */
struct outcome {
    uint64_t operations;
    uint64_t nanos;
    uint64_t frees;
    uint64_t handed_over_frees;
    uint64_t live_bytes;
};

struct workload {
    const char *name;
    /* Names of the arguments, in order, without those of WARMUP; ends with NULL. */
    const char *const *arguments;
    /* Warms up for about so long, then calls `measured_begins` and `measured_ended` around what counts, and frees
     * everything. The words have been counted. */
    struct outcome (*run)(const char *const *words, uint64_t warmup_nanos);
};

/* Ends the program with status 2 and a sentence. */
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads a whole number within bounds, or ends the program with status 2. */
int64_t whole_number(const char *name, const char *word, int64_t least, int64_t most);

/* Reads a positive number of seconds, as nanoseconds. */
uint64_t seconds(const char *name, const char *word);

/* CLOCK_MONOTONIC, the clock of Java's System.nanoTime(). */
uint64_t now_nanos(void);

/* Does nothing for so long. */
void pause_nanos(uint64_t length);

/* At both moments no thread of the workload allocates or frees. */
void measured_begins(void);
void measured_ended(void);

/* Does nothing for two seconds, blocks live; then the resident bytes of the process are read. */
void quiet(void);

/* Reads the resident bytes of the process now, and every tenth of a second until the time is over. `live_bytes` is
 * what the workload holds meanwhile. */
void watch(const char *moment, uint64_t nanos, uint64_t live_bytes);

/* Starts a thread, or ends the program. `wait_for` joins one. */
typedef struct native_thread *thread;
thread start_thread(void (*body)(void *), void *argument);
void wait_for(thread);

/* A thread that nobody waits for. */
void start_detached(void (*body)(void *), void *argument);

/* Memory of the harness itself, which no program counts: for tables of blocks. Zeroed. */
void *table(size_t count, size_t bytes);
void drop_table(void *address, size_t count, size_t bytes);

/* --- the allocator --- */

#if defined NULL_HARNESS
/* Hands out the cache lines of 64 KiB a thread in turn, as the Java harness does; a block of up to 64 KiB may be
 * written, but holds nothing. */
enum { NULL_STEP = 64, NULL_SLICE = 64 << 10 };
extern _Thread_local char *null_slice;
extern _Thread_local size_t null_offset;
char *null_new_slice(void);
static inline void *block_allocate(size_t bytes) {
    (void)bytes;
    char *slice = null_slice ? null_slice : null_new_slice();
    size_t offset = null_offset;
    null_offset = (offset + NULL_STEP) & (NULL_SLICE - 1);
    return slice + offset;
}
static inline void *block_allocate_zeroed(size_t bytes) { return block_allocate(bytes); }
static inline void *block_reallocate(void *block, size_t bytes) { (void)block; return block_allocate(bytes); }
static inline void block_free(void *block) { __asm__ volatile("" : : "r"(block) : "memory"); }
static inline void block_free_sized(void *block, size_t bytes) { (void)bytes; block_free(block); }
#else
_Noreturn void out_of_memory(size_t bytes);
static inline void *allocated(void *block, size_t bytes) {
    if (__builtin_expect(block == NULL, 0)) out_of_memory(bytes);
    return block;
}
#if defined LATENCY || defined TALLY
void *block_allocate(size_t bytes);
void *block_allocate_zeroed(size_t bytes);
void *block_reallocate(void *block, size_t bytes);
void block_free(void *block);
void block_free_sized(void *block, size_t bytes);
#else
static inline void *block_allocate(size_t bytes) { return allocated(malloc(bytes), bytes); }
static inline void *block_allocate_zeroed(size_t bytes) { return allocated(calloc(1, bytes), bytes); }
static inline void *block_reallocate(void *block, size_t bytes) { return allocated(realloc(block, bytes), bytes); }
static inline void block_free(void *block) { free(block); }
/* C has no sized free before C23: the size goes unused. */
static inline void block_free_sized(void *block, size_t bytes) { (void)bytes; free(block); }
#endif
#endif

/* Whether blocks lie on top of each other, so that at most their first 64 KiB may be written, and hold nothing. */
#if defined NULL_HARNESS
enum { BLOCKS_OVERLAP = 1 };
#else
enum { BLOCKS_OVERLAP = 0 };
#endif

#endif
