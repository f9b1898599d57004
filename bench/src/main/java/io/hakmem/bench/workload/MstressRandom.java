package io.hakmem.bench.workload;

/// The generator of [Mstress]: the last steps of Steele's, Lea's and Vigna's splitmix64, from state to state. Owner:
/// one thread.
final class MstressRandom {
    private static final long FIRST_MULTIPLIER = 0xBF58_476D_1CE4_E5B9L;
    private static final long SECOND_MULTIPLIER = 0x94D0_49BB_1331_11EBL;
    private static final int PERCENT = 100;

    private long state;

    MstressRandom(long seed) {
        this.state = seed;
    }

    /// Returns a number from 0 to less than `bound`.
    int below(int bound) {
        long x = state;
        x ^= x >>> 30;
        x *= FIRST_MULTIPLIER;
        x ^= x >>> 27;
        x *= SECOND_MULTIPLIER;
        x ^= x >>> 31;
        state = x;
        return (int) Long.remainderUnsigned(x, bound);
    }

    /// Says yes in that many of a hundred cases, and in one more, as the original does.
    boolean chance(int percent) {
        return below(PERCENT) <= percent;
    }
}
