package io.hakmem.bench.workload;

/// Blackman and Vigna's xoroshiro128+ with the shifts 55, 14 and 36 of 2016, its upper 32 bits: the generator of
/// snmalloc's benchmarks.
///
/// Owner: one thread.
final class Xoroshiro128 {
    private long x;
    private long y;

    /// Begins the sequence of a seed, which must not be 0 in both words; the first number is left out.
    Xoroshiro128(long x, long y) {
        this.x = x;
        this.y = y;
        next();
    }

    /// Returns the next number, unsigned.
    int next() {
        long sum = x + y;
        long mixed = y ^ x;
        x = Long.rotateLeft(x, 55) ^ mixed ^ (mixed << 14);
        y = Long.rotateLeft(mixed, 36);
        return (int) (sum >>> 32);
    }

    /// Returns a number below `limit`, as C's `%` does.
    int below(int limit) {
        return Integer.remainderUnsigned(next(), limit);
    }
}
