package io.hakmem.heap;

import io.hakmem.pool.PoolWorld;
import io.hakmem.slab.Slab;

/// A slab of eight blocks, all of them the case's, that a heap without a thread leases: a block that is freed goes to
/// the remote buffer of the freeing heap, and no block is written.
final class RemoteSlab {
    private static final int OTHER_HEAP = 99;

    final PoolWorld world = new PoolWorld();
    final Bins bins = new Bins(world.space.reservation(), 0, true);
    final Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);

    RemoteSlab() {
        slab.nobodyToLeased(OTHER_HEAP);
    }

    Heap heap(int id) {
        return new Heap(id, bins, world.space, world.pool, BinBounds.DEFAULT, new HotClasses(0));
    }

    /// Frees a block of the slab in a heap.
    void free(Heap heap, int block) {
        heap.free(slab, block, slab.base() - bins.base() + (long) block * slab.blockBytes());
    }
}
