package io.hakmem.heap;

import io.hakmem.pool.SharedPool;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;
import org.jspecify.annotations.Nullable;

/// The blocks of one batch of frees on their way back, by word: up to 64 words are open at once, each in the one
/// place that its position gives, so that 4,096 blocks of a stretch of slabs in any order are 64 atomic operations.
/// Owner: the thread that frees the batch.
public final class WordGroups {
    private static final int MOST_WORDS = 64;

    private final SharedPool pool;
    private final int mask;
    private final @Nullable Slab[] slabs;
    private final int[] words;
    private final long[] bits;
    private long freed;
    private long batches;
    private long lastDoubleFree;
    private int doubleFrees;

    WordGroups(SharedPool pool, int blocks) {
        int size = blocks >= MOST_WORDS ? MOST_WORDS : Integer.highestOneBit(Math.max(1, blocks));
        this.pool = pool;
        this.mask = size - 1;
        this.slabs = new Slab[size];
        this.words = new int[size];
        this.bits = new long[size];
    }

    /// Takes an owned block in; false when it is here already.
    boolean add(Slab slab, long offset) {
        int block = slab.blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        int word = block >>> 6;
        int group = slab.slotIndex() * slab.wordCount() + word & mask;
        if (slabs[group] != slab || words[group] != word) {
            flush(group);
            slabs[group] = slab;
            words[group] = word;
        }
        long before = bits[group];
        bits[group] = before | 1L << block;
        return (before >>> block & 1) == 0;
    }

    /// Gives everything back.
    void flush() {
        for (int group = 0; group <= mask; group++) {
            flush(group);
        }
    }

    /// Empty before the tail runs, so that nothing is given twice if the tail fails.
    private void flush(int group) {
        Slab slab = slabs[group];
        if (slab == null) {
            return;
        }
        long given = bits[group];
        slabs[group] = null;
        bits[group] = 0;
        batches++;
        long twice = pool.giveBack(slab, words[group], given);
        freed += Long.bitCount(given & ~twice);
        if (twice != 0) {
            int block = words[group] * 64 + Long.numberOfTrailingZeros(twice);
            doubleFrees += Long.bitCount(twice);
            lastDoubleFree = slab.addressOf(block);
        }
    }

    /// Blocks given back so far.
    long freed() {
        return freed;
    }

    /// Atomic operations that carried them.
    long batches() {
        return batches;
    }

    /// Blocks that somebody else freed at the same time.
    public int doubleFrees() {
        return doubleFrees;
    }

    /// Address of one of them.
    public long lastDoubleFree() {
        return lastDoubleFree;
    }
}
