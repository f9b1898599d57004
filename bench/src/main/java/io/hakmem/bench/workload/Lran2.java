package io.hakmem.bench.workload;

/// Larson's generator: a linear congruential sequence behind a shuffle table (`ran2` of *Numerical Recipes*).
///
/// The state is open to the package, so that a hot loop can keep it in locals and put it back.
final class Lran2 {
    /// Numbers drawn are below this.
    static final int MODULUS = 714_025;

    /// Entries of the shuffle table.
    static final int SHUFFLE = 97;

    private static final int MULTIPLIER = 1_366;
    private static final int INCREMENT = 150_889;

    /// Keeps the tables of two generators off one cache line.
    private static final int PADDING = 32;

    final int[] shuffle = new int[SHUFFLE + PADDING];
    int state;
    int last;

    Lran2(long seed) {
        int x = (int) Math.abs((INCREMENT - seed) % MODULUS);
        for (int index = 0; index < SHUFFLE; index++) {
            x = step(x);
            shuffle[index] = x;
        }
        state = step(x);
        last = state;
    }

    /// Returns the number that follows `x` in the congruential sequence; the product stays below 2^30.
    static int step(int x) {
        return (MULTIPLIER * x + INCREMENT) % MODULUS;
    }

    int next() {
        int index = last % SHUFFLE;
        last = shuffle[index];
        state = step(state);
        shuffle[index] = state;
        return last;
    }
}
