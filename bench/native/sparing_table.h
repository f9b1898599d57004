/* A table of blocks that frees all but one fifth when it is full; see the Java class SparingTable. Its elements are
 * addresses above 16 bits for a note of the user's. */
#ifndef SPARING_TABLE_H
#define SPARING_TABLE_H

#include "bench.h"

enum { NOTE_BITS = 16, NOTE_MASK = (1 << NOTE_BITS) - 1, SPARED_PART = 5 };

struct sparing_table {
    uint64_t *blocks;
    size_t length;
    size_t next;
    size_t spared_begin;
    size_t spared_end;
    uint64_t frees;
};

static inline void *noted_block(uint64_t element) { return (void *)(uintptr_t)(element >> NOTE_BITS); }

static inline struct sparing_table sparing_table(size_t length) {
    return (struct sparing_table){table(length, sizeof(uint64_t)), length, 0, length, length, 0};
}

static inline void add(struct sparing_table *own, void *block, uint64_t note) {
    own->blocks[own->next++] = (uint64_t)(uintptr_t)block << NOTE_BITS | note;
}

static inline void free_up_to(struct sparing_table *own, size_t end) {
    for (size_t index = 0; index < end; index++) block_free(noted_block(own->blocks[index]));
    own->frees += end;
}

/* Skips the spared fifth if it comes next, and begins anew if the table is full then. Says whether it did. */
static inline bool begins_anew(struct sparing_table *own) {
    if (own->next == own->spared_begin) own->next = own->spared_end;
    if (own->next < own->length) return false;
    own->spared_begin = own->spared_end == own->length ? 0 : own->spared_end;
    own->spared_end = own->spared_begin + own->length / SPARED_PART;
    if (own->spared_end > own->length) own->spared_end = own->length;
    free_up_to(own, own->spared_begin);
    for (size_t index = own->length; index > own->spared_end; index--) block_free(noted_block(own->blocks[index - 1]));
    own->frees += own->length - own->spared_end;
    own->next = 0;
    return true;
}

/* Frees the blocks before the place that is filled next, in order. */
static inline void free_filled(struct sparing_table *own) {
    free_up_to(own, own->next);
    if (own->next > own->spared_begin) own->spared_begin = own->spared_end;
    own->next = 0;
}

/* Frees the elements from `begin` to before `end`, and returns the sum of what `bytes` says of their notes. */
static inline uint64_t free_noted(const uint64_t *elements, size_t begin, size_t end, uint64_t (*bytes)(uint64_t note)) {
    uint64_t sum = 0;
    for (size_t index = begin; index < end; index++) {
        sum += bytes(elements[index] & NOTE_MASK);
        block_free(noted_block(elements[index]));
    }
    return sum;
}

/* Frees what is not freed yet, and drops the table. */
static inline uint64_t free_left(struct sparing_table *own, uint64_t (*bytes)(uint64_t note)) {
    uint64_t sum = free_noted(own->blocks, 0, own->next, bytes);
    if (own->next <= own->spared_begin) sum += free_noted(own->blocks, own->spared_begin, own->spared_end, bytes);
    drop_table(own->blocks, own->length, sizeof(uint64_t));
    return sum;
}

#endif
