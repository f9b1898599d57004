package io.hakmem.bench.workload;

/// Sizes whose logarithms are uniform: small blocks are as many as large ones are bytes.
final class LogarithmicSizes {
    private static final int DRAWS = 1 << 16;
    private static final int DRAW_SHIFT = 16;

    /// The quantiles of the distribution, by the upper 16 bits of a random number.
    private final int[] sizes = new int[DRAWS];

    /// Makes sizes from `smallestBytes` to less than `largestBytes`.
    LogarithmicSizes(int smallestBytes, int largestBytes) {
        double logarithm = StrictMath.log((double) largestBytes / smallestBytes);
        for (int draw = 0; draw < DRAWS; draw++) {
            double share = (draw + 0.5) / DRAWS;
            sizes[draw] = (int) (smallestBytes * StrictMath.exp(share * logarithm));
        }
    }

    int draw(Mt19937 generator) {
        return sizes[generator.next() >>> DRAW_SHIFT];
    }
}
