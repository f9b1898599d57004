package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.Arrays;

/// A table of blocks that is filled from its begin to its end, again and again. When it is full, all blocks are freed
/// but those of one fifth, which is spared: another fifth each time. What lies before it is freed in the order of
/// allocation, what lies behind it in the reverse order.
///
/// Its elements are [BlockWord]s with a note of the user's in place of the size.
///
/// Owner: one thread.
final class SparingTable {
    private static final int PARTS = 5;

    private final long[] blocks;
    private int next;
    private int sparedBegin;
    private int sparedEnd;
    private long frees;

    SparingTable(int length) {
        this.blocks = new long[length];
        this.sparedBegin = length;
        this.sparedEnd = length;
    }

    void add(long address, int note) {
        blocks[next++] = BlockWord.of(address, note);
    }

    /// Skips the spared fifth if it comes next, and begins anew if the table is full then. Says whether it did.
    boolean beginsAnew(Allocator mine) {
        if (next == sparedBegin) {
            next = sparedEnd;
        }
        if (next < blocks.length) {
            return false;
        }
        sparedBegin = sparedEnd == blocks.length ? 0 : sparedEnd;
        sparedEnd = Math.min(sparedBegin + blocks.length / PARTS, blocks.length);
        freeUpTo(mine, sparedBegin);
        for (int index = blocks.length - 1; index >= sparedEnd; index--) {
            mine.free(BlockWord.address(blocks[index]));
        }
        frees += blocks.length - sparedEnd;
        next = 0;
        return true;
    }

    /// Frees the blocks before the place that is filled next, in order.
    void freeFilled(Allocator mine) {
        freeUpTo(mine, next);
        if (next > sparedBegin) {
            sparedBegin = sparedEnd;
        }
        next = 0;
    }

    /// Returns the spared blocks if they lie at the begin, where they are written over next, and spares them no more.
    long[] takeSparedAtBegin() {
        if (sparedBegin > 0) {
            return new long[0];
        }
        sparedBegin = sparedEnd;
        return Arrays.copyOf(blocks, sparedEnd);
    }

    /// Returns the blocks that are not freed.
    long[] left() {
        long[] left = Arrays.copyOf(blocks, next);
        if (next > sparedBegin) {
            return left;
        }
        int filled = left.length;
        left = Arrays.copyOf(left, filled + sparedEnd - sparedBegin);
        System.arraycopy(blocks, sparedBegin, left, filled, sparedEnd - sparedBegin);
        return left;
    }

    long frees() {
        return frees;
    }

    private void freeUpTo(Allocator mine, int end) {
        for (int index = 0; index < end; index++) {
            mine.free(BlockWord.address(blocks[index]));
        }
        frees += end;
    }
}
