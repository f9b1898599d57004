package io.hakmem.maintain;

import io.hakmem.heap.Heaps;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;

/// Does now what policy would do later: whatever holds no live block goes back to the operating system.
public final class Trimmer {
    private final Heaps heaps;
    private final SharedPool pool;

    public Trimmer(Heaps heaps, SharedPool pool) {
        this.heaps = heaps;
        this.pool = pool;
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

    /// Makes the caller's heap, those of processors and of dead threads give everything back, and retires what is full.
    public void drain() {
        StackRoom.require();
        heaps.flushCurrent();
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
