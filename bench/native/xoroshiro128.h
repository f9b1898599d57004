/* xoroshiro128+; draws what the Java class Xoroshiro128 draws. */
#ifndef XOROSHIRO128_H
#define XOROSHIRO128_H

#include <stdint.h>

struct xoroshiro128 {
    uint64_t x;
    uint64_t y;
};

static inline uint64_t rotated_left(uint64_t word, int bits) { return word << bits | word >> (64 - bits); }

static inline uint32_t xoroshiro128_next(struct xoroshiro128 *generator) {
    uint64_t sum = generator->x + generator->y;
    uint64_t mixed = generator->y ^ generator->x;
    generator->x = rotated_left(generator->x, 55) ^ mixed ^ mixed << 14;
    generator->y = rotated_left(mixed, 36);
    return (uint32_t)(sum >> 32);
}

/* The first number is left out. */
static inline void xoroshiro128_seed(struct xoroshiro128 *generator, uint64_t x, uint64_t y) {
    *generator = (struct xoroshiro128){x, y};
    xoroshiro128_next(generator);
}

#endif
