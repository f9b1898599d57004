package io.hakmem.run;

import io.hakmem.pool.PoolWorld;
import io.hakmem.size.SizeClasses;

/// Blocks of pages over a [PoolWorld] of which one slot is in use for good, so that its SuperSlab is never cached.
final class RunWorld {
    final PoolWorld world = new PoolWorld();
    private final int used = world.slots.takeRun(1);
    private final RunAllocator runs = new RunAllocator(world.space, world.pool, world.counters, () -> {}, () -> {});

    long allocateSlots(int slots) {
        return runs.allocate((long) slots << SizeClasses.SLAB_SHIFT, 1);
    }

    boolean resizeToSlots(long address, int slots) {
        return runs.resizeInPlace(address, (long) slots << SizeClasses.SLAB_SHIFT);
    }

    long allocatePages(int pages) {
        return runs.allocate((long) pages * PoolWorld.SOURCE.pageBytes(), 1);
    }

    /// Pages of the block at `address`, 0 when none begins there.
    long pagesAt(long address) {
        return runs.usableBytes(address) / PoolWorld.SOURCE.pageBytes();
    }

    /// Whether this call freed the block.
    boolean free(long address) {
        return runs.free(address) == null;
    }

    int freeSlots() {
        return Long.bitCount(world.space.superSlabOfSlot(used).freeSlots());
    }
}
