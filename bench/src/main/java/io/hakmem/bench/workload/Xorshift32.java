package io.hakmem.bench.workload;

/// Marsaglia's 32-bit xorshift with the shifts 13, 17 and 5; every number but 0 follows from every other.
final class Xorshift32 {
    private Xorshift32() {}

    static int next(int number) {
        int r = number;
        r ^= r << 13;
        r ^= r >>> 17;
        r ^= r << 5;
        return r;
    }
}
