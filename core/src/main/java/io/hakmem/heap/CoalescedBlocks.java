package io.hakmem.heap;

import io.hakmem.heap.Blocks.Outcome;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Slab;

/// Frees in slabs that the fast path does not find, since some of their blocks are made of neighbours. Such a block
/// goes
/// back to the bits of its slab at once; it never waits in a bin.
public final class CoalescedBlocks {
    private final SharedPool pool;
    private final Heaps heaps;
    private final Blocks blocks;
    private final Counters counters;

    public CoalescedBlocks(SharedPool pool, Heaps heaps, Blocks blocks, Counters counters) {
        this.pool = pool;
        this.heaps = heaps;
        this.blocks = blocks;
        this.counters = counters;
    }

    /// Frees what begins at an offset from the base of the reservation: a block of the slab, or one made of neighbours.
    public Outcome free(CoalescedSlab coalesced, long offset) {
        Slab slab = coalesced.slab();
        int block = slab.blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        if (!coalesced.covers(block)) {
            return blocks.free(slab, offset);
        }
        StackRoom.require();
        heaps.beginMoveWithoutHeap();
        try {
            if (!pool.coalescing().free(coalesced, block)) {
                return Outcome.NOT_A_BLOCK;
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
