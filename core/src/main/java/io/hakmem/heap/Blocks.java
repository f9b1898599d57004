package io.hakmem.heap;

import io.hakmem.pool.Claim;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.Stage;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;

/// Blocks of size classes, allocated and freed: the fast path over the current heap, and what happens when it has none.
///
/// Growth waits for a lock, so it happens outside of every heap: refill in vain, leave, grow, begin again.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param pool where refills come from
/// @param heaps the choice of the current heap
/// @param table the cache of that choice
/// @param checked whether every free reads the beginning of the block and its bit
/// @param counters what happened without a heap, and in growth
public record Blocks(SharedPool pool, Heaps heaps, HeapTable table, boolean checked, Counters counters) {
    public Blocks(SharedPool pool, Heaps heaps, boolean checked, Counters counters) {
        this(pool, heaps, heaps.table(), checked, counters);
    }

    // ---- allocate ----

    /// Allocates a block of the class and returns its address, 0 when the reservation is used up.
    public long allocate(int sizeClass) {
        Heap heap = table.current();
        if (heap != null) {
            long address = heap.pop(sizeClass);
            if (address != 0) {
                return address;
            }
        }
        return allocateSlow(sizeClass);
    }

    private long allocateSlow(int sizeClass) {
        for (; ; ) {
            long address = Thread.currentThread().isVirtual()
                    ? allocateOnProcessor(sizeClass)
                    : heaps.ofCurrentThread().popOrRefill(sizeClass);
            if (address != 0) {
                return address;
            }
            if (!drain(sizeClass) && !pool.slots().grow(1, counters)) {
                return 0;
            }
            pool.slots().evictOverdue();
        }
    }

    private long allocateOnProcessor(int sizeClass) {
        Heap heap = heaps.enterProcessorHeap();
        if (heap == null) {
            return allocateWithoutHeap(sizeClass);
        }
        try {
            return heap.popOrRefill(sizeClass);
        } finally {
            heap.leave();
        }
    }

    /// Takes one word, keeps one block of it, and gives the rest back.
    private long allocateWithoutHeap(int sizeClass) {
        Claim claim = new Claim();
        if (!pool.take(sizeClass, Slab.NOBODY, claim, counters)) {
            return 0;
        }
        Slab slab = claim.slab();
        long rest = claim.bits() & claim.bits() - 1;
        int block = claim.word() * 64 + Long.numberOfTrailingZeros(claim.bits());
        if (rest != 0) {
            pool.giveBack(slab, claim.word(), rest);
        }
        pool.settle(slab);
        return slab.base() + (long) block * slab.blockBytes();
    }

    /// Before growing: drains the heaps of dead threads and looks at slabs that are worth it only now; whether a refill
    /// has a chance after that.
    private boolean drain(int sizeClass) {
        heaps.drainLeft();
        return counters.tried(Stage.TENSION_DRAIN, pool.searchSparse(sizeClass));
    }

    // ---- free ----

    /// How a free ended.
    public enum Outcome {
        /// The block is free.
        FREED,
        /// No block begins in the slab at this address.
        NOT_A_BLOCK,
        /// The block is free already.
        ALREADY_FREE
    }

    /// Frees a block of the slab.
    ///
    /// @param offset of the block from the base of the reservation
    public Outcome free(Slab slab, long offset) {
        if (checked) {
            Outcome outcome = outcomeOfChecks(slab, offset);
            if (outcome != Outcome.FREED) {
                return outcome;
            }
        }
        Heap heap = table.current();
        return heap != null && heap.isLocal(slab) && heap.push(slab.sizeClass(), offset)
                ? Outcome.FREED
                : freeSlow(slab, offset);
    }

    /// What would become of a free by the beginning of the block and by its bit; its bin is not looked at.
    public static Outcome outcomeOfChecks(Slab slab, long offset) {
        int block = slab.blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        if (!slab.isBlock(block)) {
            return Outcome.NOT_A_BLOCK;
        }
        return slab.isFree(block) ? Outcome.ALREADY_FREE : Outcome.FREED;
    }

    private Outcome freeSlow(Slab slab, long offset) {
        Outcome outcome = outcomeOfChecks(slab, offset);
        if (outcome != Outcome.FREED) {
            return outcome;
        }
        int block = slab.blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        outcome = Thread.currentThread().isVirtual()
                ? freeOnProcessor(slab, block, offset)
                : freeIn(heaps.ofCurrentThread(), slab, block, offset);
        if (pool.slots().isEvictionDue()) {
            pool.slots().evictOverdue();
        }
        return outcome;
    }

    private static Outcome freeIn(Heap heap, Slab slab, int block, long offset) {
        if (heap.holdsRemote(slab, block)) {
            return Outcome.ALREADY_FREE;
        }
        heap.free(slab, block, offset);
        return Outcome.FREED;
    }

    private Outcome freeOnProcessor(Slab slab, int block, long offset) {
        Heap heap = heaps.enterProcessorHeap();
        if (heap != null) {
            try {
                return freeIn(heap, slab, block, offset);
            } finally {
                heap.leave();
            }
        }
        if (pool.giveBack(slab, block >>> 6, 1L << block) != 0) {
            return Outcome.ALREADY_FREE;
        }
        counters.remoteFree();
        counters.remoteBatch();
        return Outcome.FREED;
    }
}
