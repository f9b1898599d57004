package io.hakmem.bits;

/// Ranges of bits in a `long[]` that nobody else writes, or that is read for a hint.
public final class BitRange {
    private BitRange() {}

    /// Sets the bits from `from` to `end`, exclusively.
    public static void set(long[] bits, int from, int end) {
        for (int word = from >>> 6; (word << 6) < end; word++) {
            bits[word] |= mask(word, from, end);
        }
    }

    /// Whether all bits from `from` to `end`, exclusively, are set.
    public static boolean isSet(long[] bits, int from, int end) {
        for (int word = from >>> 6; (word << 6) < end; word++) {
            if ((~bits[word] & mask(word, from, end)) != 0) {
                return false;
            }
        }
        return true;
    }

    /// The part of the range that lies in a word.
    public static long mask(int word, int from, int end) {
        long above = -1L << Math.max(from - (word << 6), 0);
        long below = -1L >>> Math.max(((word + 1) << 6) - end, 0);
        return above & below;
    }
}
