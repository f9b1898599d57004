/* A block as one word, its address above its size, and the pages that blocks touch; see the Java classes BlockWord and
 * Pages. */
#ifndef BLOCK_WORD_H
#define BLOCK_WORD_H

#include "bench.h"

enum { BYTES_BITS = 16, BYTES_MASK = (1 << BYTES_BITS) - 1, SLAB_SHIFT = 16, PAGE_SHIFT = 12 };

static inline uint64_t block_word(const void *block, uint64_t bytes) {
    return (uint64_t)(uintptr_t)block << BYTES_BITS | bytes;
}
static inline void *word_block(uint64_t word) { return (void *)(uintptr_t)(word >> BYTES_BITS); }
static inline uint64_t word_bytes(uint64_t word) { return word & BYTES_MASK; }
static inline uint64_t word_slab(uint64_t word) { return word >> BYTES_BITS >> SLAB_SHIFT; }

/* The index behind the last block that begins in the same 64 KiB as the one at `begin`. */
static inline size_t end_of_slab(const uint64_t *sorted, size_t begin, size_t count) {
    size_t end = begin + 1;
    while (end < count && word_slab(sorted[end]) == word_slab(sorted[begin])) end++;
    return end;
}

/* Writes a byte of each page of a block, so that all of it is in memory. */
static inline void touch_pages(void *block, size_t bytes) {
    *(volatile char *)block = 1;
    uintptr_t end = (uintptr_t)block + bytes;
    for (uintptr_t page = ((uintptr_t)block >> PAGE_SHIFT) + 1; page << PAGE_SHIFT < end; page++) {
        *(volatile char *)(page << PAGE_SHIFT) = 1;
    }
}

/* Sorts by address. */
void sort_words(uint64_t *words, size_t count);

static inline uint64_t sum_of_bytes(const uint64_t *words, size_t count) {
    uint64_t sum = 0;
    for (size_t index = 0; index < count; index++) sum += word_bytes(words[index]);
    return sum;
}

#endif
