package io.hakmem.heap;

import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.slab.Slab;

/// Many blocks at once, past the chains of the bins: whole words of bits are handed out as they are taken, and frees
/// are gathered into one atomic operation per word.
public final class Batches {
    private final SharedPool pool;
    private final Heaps heaps;
    private final Blocks blocks;
    private final Counters counters;

    public Batches(SharedPool pool, Heaps heaps, Blocks blocks, Counters counters) {
        this.pool = pool;
        this.heaps = heaps;
        this.blocks = blocks;
        this.counters = counters;
    }

    /// Allocates a block of the class for each element from `from` to `to`; returns the index behind the last that got
    /// one: less than `to` when the reservation is used up.
    public int allocate(int sizeClass, long[] addresses, int from, int to) {
        int at = from;
        while (at < to) {
            at = takeWords(sizeClass, addresses, at, to);
            if (at < to) {
                long address = blocks.allocate(sizeClass);
                if (address == 0) {
                    return at;
                }
                addresses[at++] = address;
            }
        }
        return at;
    }

    private int takeWords(int sizeClass, long[] addresses, int from, int to) {
        if (!Thread.currentThread().isVirtual()) {
            return heaps.ofCurrentThread().takeWords(sizeClass, addresses, from, to);
        }
        Heap heap = heaps.enterProcessorHeap();
        if (heap == null) {
            return from;
        }
        try {
            return heap.takeWords(sizeClass, addresses, from, to);
        } finally {
            heap.leave();
        }
    }

    /// Begins a batch of at most `count` frees.
    ///
    /// What the heap's remote buffer holds goes back first, so that a second free of such a block is found by its bit.
    public WordGroups beginFrees(int count) {
        heaps.flushRemote();
        WordGroups groups = new WordGroups(pool, count);
        heaps.beginMoveWithoutHeap();
        return groups;
    }

    /// Ends a batch: gives all that it still holds back.
    public void endFrees(WordGroups groups) {
        try {
            groups.flush();
        } finally {
            heaps.endMoveWithoutHeap();
            counters.remoteFrees(groups.freed(), groups.batches());
            if (pool.slots().isEvictionDue()) {
                pool.slots().evictOverdue();
            }
            pool.attention().call();
        }
    }

    /// What a batch of frees would do to a block of the slab, and what it does if that is sound.
    public Blocks.Outcome free(WordGroups groups, Slab slab, long offset) {
        Blocks.Outcome outcome = Blocks.outcomeOfChecks(slab, offset);
        if (outcome != Blocks.Outcome.FREED) {
            return outcome;
        }
        if (heaps.isParked(slab.sizeClass(), offset)) {
            return Blocks.Outcome.ALREADY_FREE;
        }
        heaps.bins().mark(heaps.bins().base() + offset);
        return groups.add(slab, offset) ? Blocks.Outcome.FREED : Blocks.Outcome.ALREADY_FREE;
    }
}
