/* Sizes whose logarithms are uniform; draws what the Java class LogarithmicSizes draws. */
#ifndef LOGARITHMIC_SIZES_H
#define LOGARITHMIC_SIZES_H

#include "mt19937.h"

#include <stdint.h>

enum { SIZE_DRAWS = 1 << 16, SIZE_DRAW_SHIFT = 16 };

struct logarithmic_sizes {
    uint32_t sizes[SIZE_DRAWS];
};

/* e^x for a small x, without the library of mathematics: the power series of a 4,096th, 12 times squared. */
static inline long double exponential(long double x) {
    long double part = x / 4096, term = 1, sum = 1;
    for (int power = 1; power < 12; power++) {
        term *= part / power;
        sum += term;
    }
    for (int squaring = 0; squaring < 12; squaring++) sum *= sum;
    return sum;
}

/* The quantiles of sizes from `smallest` on; `logarithm` is that of the largest by the smallest. */
static inline void prepare_sizes(struct logarithmic_sizes *own, uint32_t smallest, double logarithm) {
    for (int draw = 0; draw < SIZE_DRAWS; draw++) {
        double share = (draw + 0.5) / SIZE_DRAWS;
        own->sizes[draw] = (uint32_t)(smallest * exponential(share * logarithm));
    }
}

static inline uint32_t draw_size(const struct logarithmic_sizes *own, struct mt19937 *generator) {
    return own->sizes[mt19937_next(generator) >> SIZE_DRAW_SHIFT];
}

#endif
