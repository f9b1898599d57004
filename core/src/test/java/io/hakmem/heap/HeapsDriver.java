package io.hakmem.heap;

import io.hakmem.os.PageSource;
import io.hakmem.pool.SharedPool;
import io.hakmem.slab.AddressSpace;
import java.util.function.LongConsumer;

/// Drives the choice of the heap from outside of its package, for threads that need not run.
public final class HeapsDriver {
    private final Heaps heaps;
    private final AddressSpace space;

    public HeapsDriver(AddressSpace space, SharedPool pool, PageSource source) {
        this.heaps = new Heaps(space, pool, source);
        this.space = space;
    }

    /// The heap that a thread gets when it first asks for one: a dead thread's or a new one.
    public HeapDriver heapOf(Thread tenant) {
        return new HeapDriver(heaps.takeSlot(tenant).heap(), space);
    }

    /// Makes dead threads' heaps give back all that they hold, as whoever is about to grow does.
    public void drainLeft() {
        heaps.drainLeft();
    }

    /// Number of heaps that were made.
    public int count() {
        return heaps.count();
    }

    /// What waits in all heaps of the class, to be read.
    public ParkedBlocks parked(int sizeClass) {
        return new ParkedBlocks(heaps, sizeClass);
    }

    public void visitParked(LongConsumer visitor) {
        heaps.visit(heap -> new HeapDriver(heap, space).visitParked(visitor));
    }
}
