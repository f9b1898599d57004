package io.hakmem.bench.workload;

/// A choice of slots in which four fifths of the draws go to one fifth of the slots, and of those again, six times: as
/// alloc-test has it.
final class ParetoSlots {
    /// With fewer slots the smallest part would be empty.
    static final int LEAST = 15_625;

    /// Shares of the draws that the parts have, most frequent first; in reverse order, the parts' shares of the slots.
    private static final double[] SHARES = {
        0.262144000000, 0.393216000000, 0.245760000000, 0.081920000000, 0.015360000000, 0.001536000000, 0.000064000000
    };

    private static final double MOST_DRAW = 0xFFFF_FFFFL;

    /// The draw, unsigned, from which on it is not this part's.
    private final long[] limits = new long[SHARES.length];

    private final int[] begins = new int[SHARES.length + 1];

    ParetoSlots(int slots) {
        int last = SHARES.length - 1;
        for (int part = 0; part < last - 1; part++) {
            limits[part] = (part == 0 ? 0 : limits[part - 1]) + (long) (MOST_DRAW * SHARES[part]);
        }
        limits[last - 1] = (long) (MOST_DRAW * (1.0 - SHARES[last]));
        limits[last] = 1L << Integer.SIZE;
        for (int part = 0; part < last; part++) {
            begins[part + 1] = begins[part] + (int) (slots * SHARES[last - part]);
        }
        begins[last + 1] = slots;
    }

    /// Returns the slot for two random numbers.
    int slot(int draw, int second) {
        long unsigned = Integer.toUnsignedLong(draw);
        int part = 0;
        while (unsigned >= limits[part]) {
            part++;
        }
        int begin = begins[part];
        return begin + Integer.remainderUnsigned(second, begins[part + 1] - begin);
    }
}
