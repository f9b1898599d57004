/* MT19937; draws what the Java class Mt19937 draws. */
#ifndef MT19937_H
#define MT19937_H

#include <stdint.h>

enum { MT_WORDS = 624, MT_MIDDLE = 397 };

struct mt19937 {
    uint32_t state[MT_WORDS];
    int index;
};

static inline void mt19937_seed(struct mt19937 *generator, uint32_t seed) {
    generator->state[0] = seed;
    for (uint32_t word = 1; word < MT_WORDS; word++) {
        uint32_t previous = generator->state[word - 1];
        generator->state[word] = 1812433253u * (previous ^ previous >> 30) + word;
    }
    generator->index = MT_WORDS;
}

static inline uint32_t mt19937_next(struct mt19937 *generator) {
    uint32_t *state = generator->state;
    if (generator->index == MT_WORDS) {
        for (int word = 0; word < MT_WORDS; word++) {
            uint32_t y = (state[word] & 0x80000000u) | (state[(word + 1) % MT_WORDS] & 0x7FFFFFFFu);
            state[word] = state[(word + MT_MIDDLE) % MT_WORDS] ^ y >> 1 ^ (y & 1 ? 0x9908B0DFu : 0);
        }
        generator->index = 0;
    }
    uint32_t y = state[generator->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

/* A number from `least` to `most`, all alike probable. */
static inline int64_t mt19937_uniform(struct mt19937 *generator, int64_t least, int64_t most) {
    uint64_t range = (uint64_t)(most - least + 1);
    uint64_t product = mt19937_next(generator) * range;
    if ((product & UINT32_MAX) < range) {
        uint64_t threshold = (UINT64_C(1) << 32) % range;
        while ((product & UINT32_MAX) < threshold) product = mt19937_next(generator) * range;
    }
    return least + (int64_t)(product >> 32);
}

#endif
