package io.hakmem.maintain;

import io.hakmem.heap.Heaps;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.SlotPool;
import io.hakmem.pool.StackRoom;

/// Does now what policy would do later: whatever holds no live block goes back to the operating system.
public final class Trimmer {
    private final Heaps heaps;
    private final SharedPool pool;

    public Trimmer(Heaps heaps, SharedPool pool) {
        this.heaps = heaps;
        this.pool = pool;
    }

    /// Makes the caller's heap, and those of processors, give everything back.
    public void flush() {
        StackRoom.require();
        heaps.flushCurrent();
    }

    /// Empties the caller's heap, those of processors and of dead threads; retires what is full; then gives the pages
    /// of free pages, free slots and cached SuperSlabs back.
    public void trim() {
        drain();
        heaps.beginMoveWithoutHeap();
        try {
            pool.freePages().purge();
        } finally {
            heaps.endMoveWithoutHeap();
        }
        pool.slots().evictAll();
    }

    /// Takes no SuperSlab any more and gives everything back, what living threads park included; whether that was all.
    /// If not, it goes on as before.
    public boolean close() {
        StackRoom.require();
        SlotPool slots = pool.slots();
        boolean bare = false;
        slots.setClosed(true);
        try {
            heaps.drainLiving();
            trim();
            bare = slots.isBare();
        } finally {
            if (!bare) {
                slots.setClosed(false);
            }
        }
        return bare;
    }

    /// Makes the caller's heap, those of processors and of dead threads give everything back, and retires what is full.
    public void drain() {
        flush();
        heaps.drainLeft();
        heaps.beginMoveWithoutHeap();
        try {
            pool.expireAllKept();
            pool.sweep();
        } finally {
            heaps.endMoveWithoutHeap();
        }
    }
}
