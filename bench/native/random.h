/* The generators of the workloads; each draws what the Java class of the same name draws. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* Numerical Recipes' ran2 with its shuffle, as Larson's benchmark has it. */
enum { LRAN2_SHUFFLE = 97, LRAN2_M = 714025, LRAN2_IA = 1366, LRAN2_IC = 150889 };

struct lran2 {
    int32_t state;
    int32_t last;
    int32_t shuffle[LRAN2_SHUFFLE];
};

static inline int32_t lran2_step(int32_t state) { return (LRAN2_IA * state + LRAN2_IC) % LRAN2_M; }

static inline void lran2_seed(struct lran2 *generator, int64_t seed) {
    int64_t state = (LRAN2_IC - seed) % LRAN2_M;
    generator->state = (int32_t)(state < 0 ? -state : state);
    for (int index = 0; index < LRAN2_SHUFFLE; index++) {
        generator->state = lran2_step(generator->state);
        generator->shuffle[index] = generator->state;
    }
    generator->state = lran2_step(generator->state);
    generator->last = generator->state;
}

static inline int32_t lran2_next(struct lran2 *generator) {
    int index = generator->last % LRAN2_SHUFFLE;
    generator->last = generator->shuffle[index];
    generator->state = lran2_step(generator->state);
    generator->shuffle[index] = generator->state;
    return generator->last;
}

static inline uint32_t xorshift32_next(uint32_t state) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

#endif
