package io.hakmem.bench.workload;

/// A block as one word: its address in the upper 48 bits, what was asked for below. Words sort as their addresses do,
/// and an array of them takes nothing but Java heap.
final class BlockWord {
    /// The longest block that fits a word.
    static final int MOST_BYTES = (1 << 16) - 1;

    private static final int ADDRESS_SHIFT = 16;
    private static final int SLAB_SHIFT = 16;

    private BlockWord() {}

    static long of(long address, int bytes) {
        return address << ADDRESS_SHIFT | bytes;
    }

    static long address(long block) {
        return block >>> ADDRESS_SHIFT;
    }

    static int bytes(long block) {
        return (int) (block & MOST_BYTES);
    }

    /// Returns the index behind the last block that begins in the same 64 KiB as the one at `begin`.
    static int endOfSlab(long[] sorted, int begin) {
        long slab = address(sorted[begin]) >>> SLAB_SHIFT;
        int end = begin + 1;
        while (end < sorted.length && address(sorted[end]) >>> SLAB_SHIFT == slab) {
            end++;
        }
        return end;
    }
}
