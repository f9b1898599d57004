package io.hakmem.bench.workload;

/// The Mersenne Twister MT19937 of Matsumoto and Nishimura (1998), as C++'s `std::mt19937` has it: 32-bit numbers,
/// period 2^19937 − 1.
///
/// Owner: one thread.
final class Mt19937 {
    private static final int WORDS = 624;
    private static final int MIDDLE = 397;
    private static final int TWIST = 0x9908_B0DF;
    private static final int UPPER_BIT = 0x8000_0000;
    private static final int LOWER_BITS = 0x7FFF_FFFF;
    private static final int SEED_MULTIPLIER = 1_812_433_253;

    private final int[] state = new int[WORDS];
    private int index = WORDS;

    /// Begins the sequence of a seed, an unsigned 32-bit number.
    Mt19937(long seed) {
        state[0] = (int) seed;
        for (int word = 1; word < WORDS; word++) {
            int previous = state[word - 1];
            state[word] = SEED_MULTIPLIER * (previous ^ (previous >>> 30)) + word;
        }
    }

    /// Returns the next number; all 32 bits count.
    int next() {
        if (index == WORDS) {
            twist();
        }
        int y = state[index++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9D2C_5680;
        y ^= (y << 15) & 0xEFC6_0000;
        return y ^ (y >>> 18);
    }

    /// Returns a number from `least` to `most`, all alike probable: as many of [#next()] and the same number as
    /// `std::uniform_int_distribution` takes in GNU's library (since its version 11), which is Lemire's method.
    long uniform(long least, long most) {
        long range = most - least + 1;
        long product = Integer.toUnsignedLong(next()) * range;
        if ((product & 0xFFFF_FFFFL) < range) {
            long threshold = (1L << 32) % range;
            while ((product & 0xFFFF_FFFFL) < threshold) {
                product = Integer.toUnsignedLong(next()) * range;
            }
        }
        return least + (product >>> 32);
    }

    private void twist() {
        for (int word = 0; word < WORDS; word++) {
            int y = (state[word] & UPPER_BIT) | (state[(word + 1) % WORDS] & LOWER_BITS);
            state[word] = state[(word + MIDDLE) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : TWIST);
        }
        index = 0;
    }
}
