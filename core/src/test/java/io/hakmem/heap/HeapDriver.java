package io.hakmem.heap;

import io.hakmem.pool.SharedPool;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;

/// Drives one heap from outside of its package, as the thread that owns it would. It leases slabs of every class.
public final class HeapDriver {
    private final Heap heap;
    private final AddressSpace space;

    public HeapDriver(int id, AddressSpace space, SharedPool pool) {
        this(
                new Heap(
                        id,
                        new Bins(space.reservation(), 0x9e3779b97f4a7c15L * id, true),
                        space,
                        pool,
                        BinBounds.DEFAULT,
                        new HotClasses(0)),
                space);
    }

    HeapDriver(Heap heap, AddressSpace space) {
        this.heap = heap;
        this.space = space;
    }

    /// Identity of the heap.
    public int id() {
        return heap.id();
    }

    /// Blocks of the class that wait in the heap.
    public int parked(int sizeClass) {
        return heap.parked(sizeClass);
    }

    /// A block of the class, 0 when there is none without growing.
    public long allocate(int sizeClass) {
        return heap.popOrRefill(sizeClass, true);
    }

    /// Frees a block as a thread with this heap does.
    public void free(long address) {
        long offset = address - space.reservation().base();
        if (space.ownerOf((int) (offset >>> 16)) instanceof Slab slab) {
            heap.free(slab, slab.blockAt((int) offset & 0xffff), offset);
        } else {
            throw new AssertionError("no slab at 0x" + Long.toHexString(address));
        }
    }

    public void flushRemote() {
        heap.flushRemote();
    }

    public void flushAll() {
        heap.flushAll();
    }

    public boolean enter() {
        return heap.enter();
    }

    public void leave() {
        heap.leave();
    }

    public void visitParked(LongConsumer visitor) {
        if (!heap.visitParked(visitor)) {
            throw new AssertionError("a chain is broken");
        }
    }
}
