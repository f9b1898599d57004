package io.hakmem;

/// Where a randomised test begins: anew each time, or at `-Dhakmem.test.seed=…` to repeat a failure. Tests print it.
public final class Seed {
    private Seed() {}

    public static long fresh() {
        return Long.getLong("hakmem.test.seed", System.nanoTime());
    }
}
