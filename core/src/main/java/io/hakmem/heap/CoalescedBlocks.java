package io.hakmem.heap;

import io.hakmem.heap.Blocks.Outcome;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;

/// Frees in slabs that the fast path does not find, since some of their blocks are made of neighbours. Such a
/// block goes to the bin of its class, or else back to the bits of its slab at once.
public final class CoalescedBlocks {
    private final SharedPool pool;
    private final Heaps heaps;
    private final Blocks blocks;
    private final Counters counters;
    private final LongConsumer mark;

    public CoalescedBlocks(SharedPool pool, Heaps heaps, Blocks blocks, Counters counters) {
        this.pool = pool;
        this.heaps = heaps;
        this.blocks = blocks;
        this.counters = counters;
        this.mark = blocks.bins()::mark;
    }

    /// Frees what begins at an offset from the base of the reservation: a block of the slab, or one made of neighbours.
    public Outcome free(CoalescedSlab coalesced, long offset) {
        Slab slab = coalesced.slab();
        int block = slab.blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        if (!coalesced.covers(block)) {
            return blocks.free(slab, offset);
        }
        StackRoom.require();
        Outcome outcome = outcomeOfChecks(coalesced, block, offset);
        if (outcome != Outcome.FREED) {
            return outcome;
        }
        long[] words = blocks.table().current();
        return !HeapTable.isNone(words) && blocks.bins().push(words, coalesced.sizeClass(), offset)
                ? Outcome.FREED
                : giveBack(coalesced, block);
    }

    /// Frees a block made of neighbours that begins at a block of the slab, if one does, past the bins.
    public Outcome freePastBins(CoalescedSlab coalesced, int block, long offset) {
        Outcome outcome = outcomeOfChecks(coalesced, block, offset);
        return outcome == Outcome.FREED ? giveBack(coalesced, block) : outcome;
    }

    /// What would become of a free of a block of the slab that is part of one made of neighbours.
    public Outcome outcomeOfChecks(CoalescedSlab coalesced, int block, long offset) {
        if (!coalesced.beginsAt(block)) {
            return Outcome.NOT_A_BLOCK;
        }
        return heaps.isParked(coalesced.sizeClass(), offset) ? Outcome.ALREADY_FREE : Outcome.FREED;
    }

    private Outcome giveBack(CoalescedSlab coalesced, int block) {
        heaps.beginMoveWithoutHeap();
        try {
            if (!pool.coalescing().free(coalesced, block, mark)) {
                return Outcome.ALREADY_FREE; // by another, at the same time
            }
        } finally {
            heaps.endMoveWithoutHeap();
        }
        counters.remoteFree();
        counters.remoteBatch();
        if (pool.slots().isEvictionDue()) {
            pool.slots().evictOverdue();
        }
        pool.attention().call();
        return Outcome.FREED;
    }
}
