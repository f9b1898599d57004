package io.hakmem.heap;

import io.hakmem.heap.Blocks.Outcome;
import io.hakmem.pool.Claim;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.pool.Stage;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;

/// What happens when the fast path of [Blocks] has no heap at hand, or its bin is empty or full.
///
/// Growth waits for a lock, so it happens outside of every heap: refill in vain, leave, grow, begin again.
final class SlowBlocks {
    private final SharedPool pool;
    private final Heaps heaps;
    private final Counters counters;
    private final Runnable trim;

    SlowBlocks(SharedPool pool, Heaps heaps, Counters counters, Runnable trim) {
        this.pool = pool;
        this.heaps = heaps;
        this.counters = counters;
        this.trim = trim;
    }

    // ---- allocate ----

    /// A block of the class, 0 when the reservation or the budget is used up.
    ///
    /// @param aligned whether neighbours will not do, since they begin anywhere
    long allocate(int sizeClass, boolean aligned) {
        StackRoom.require();
        for (int overBudget = 0; ; ) {
            long purgesBefore = pool.slots().purgesEnded();
            boolean coalescing = !aligned && pool.coalescing().serves(sizeClass);
            long address = Thread.currentThread().isVirtual()
                    ? allocateOnProcessor(sizeClass, !coalescing, aligned)
                    : allocateIn(heaps.ofCurrentThread(), sizeClass, !coalescing, aligned);
            if (address <= 0 && coalescing) {
                long made = coalesce(sizeClass);
                address = made == 0 ? address : made;
            }
            if (address > 0) {
                pool.attention().call();
                return address;
            }
            boolean hope = address == Heap.OVER_BUDGET
                    ? relieve(sizeClass, overBudget++, purgesBefore)
                    : coalescing || gather(sizeClass, aligned);
            if (!hope) {
                return 0;
            }
            pool.slots().evictOverdue();
        }
    }

    /// After a refill in vain: finds free blocks where no refill looks, or grows; whether another one has a chance.
    private boolean gather(int sizeClass, boolean aligned) {
        return drain(sizeClass)
                || (!aligned && searchNeighbours(sizeClass))
                || pool.slots().grow(1, counters)
                || searchAll(sizeClass)
                || (!aligned && pool.coalescing().searchAll(sizeClass));
    }

    /// Before the budget refuses: looks for blocks on pages that are paid for; then gives back what pays for others;
    /// then waits for those who hold such pages to purge them. Whether another search has a chance.
    private boolean relieve(int sizeClass, int times, long purgesBefore) {
        switch (times) {
            case 0 -> drain(sizeClass);
            case 1 -> {
                trim.run();
                searchAll(sizeClass);
            }
            default -> {
                return pool.slots().waitForPurges(purgesBefore);
            }
        }
        return true;
    }

    private static long allocateIn(Heap heap, int sizeClass, boolean mayBear, boolean aligned) {
        if (aligned) {
            heap.flushUnaligned(sizeClass);
        }
        return heap.popOrRefill(sizeClass, mayBear);
    }

    private long allocateOnProcessor(int sizeClass, boolean mayBear, boolean aligned) {
        Heap heap = heaps.enterProcessorHeap();
        if (heap == null) {
            return allocateWithoutHeap(sizeClass, mayBear);
        }
        try {
            return allocateIn(heap, sizeClass, mayBear, aligned);
        } finally {
            heap.leave();
        }
    }

    /// Takes one word, keeps one block of it, and gives the rest back.
    private long allocateWithoutHeap(int sizeClass, boolean mayBear) {
        heaps.beginMoveWithoutHeap();
        try {
            return takeOne(sizeClass, mayBear);
        } finally {
            heaps.endMoveWithoutHeap();
        }
    }

    private long takeOne(int sizeClass, boolean mayBear) {
        Claim claim = new Claim();
        if (!pool.take(sizeClass, Slab.NOBODY, claim, counters)
                && !(mayBear && pool.takeFreeSlot(sizeClass, Slab.NOBODY, claim, counters))) {
            return claim.isOverBudget() ? Heap.OVER_BUDGET : 0;
        }
        Slab slab = claim.slab();
        long rest = claim.bits() & (claim.bits() - 1);
        int block = claim.word() * 64 + Long.numberOfTrailingZeros(claim.bits());
        if (rest != 0) {
            pool.giveBack(slab, claim.word(), rest);
        }
        pool.settle(slab);
        return heaps.bins().handedOut(slab.addressOf(block));
    }

    /// Before growing: drains the heaps of dead threads and looks at slabs that are worth it only now; whether a refill
    /// has a chance after that.
    private boolean drain(int sizeClass) {
        heaps.drainLeft();
        heaps.beginMoveWithoutHeap();
        try {
            return counters.tried(Stage.TENSION_DRAIN, pool.searchSparse(sizeClass));
        } finally {
            heaps.endMoveWithoutHeap();
        }
    }

    /// Before a refusal: looks at every slab of the class.
    private boolean searchAll(int sizeClass) {
        heaps.beginMoveWithoutHeap();
        try {
            return pool.searchAll(sizeClass);
        } finally {
            heaps.endMoveWithoutHeap();
        }
    }

    /// Before growing: looks for free neighbours in slabs of smaller classes; whether there are enough of them.
    private boolean searchNeighbours(int sizeClass) {
        return pool.coalescing().searchWorthWhile(sizeClass) || counters.tried(Stage.COALESCED, false);
    }

    /// A block of the class made of neighbours; 0 when there are none left, or [Heap#OVER_BUDGET].
    private long coalesce(int sizeClass) {
        Claim claim = new Claim();
        heaps.beginMoveWithoutHeap();
        try {
            long address = pool.coalescing().take(sizeClass, claim);
            if (address == 0) {
                return claim.isOverBudget() ? Heap.OVER_BUDGET : 0;
            }
            boolean ignored = counters.tried(Stage.COALESCED, true);
            return heaps.bins().handedOut(address);
        } finally {
            heaps.endMoveWithoutHeap();
        }
    }

    // ---- free ----

    /// Frees a block of the slab, after both checks.
    Outcome free(Slab slab, long offset) {
        StackRoom.require();
        if (Thread.currentThread().isVirtual() && parkOnProcessor(slab, offset)) {
            return Outcome.FREED;
        }
        Outcome outcome = Blocks.outcomeOfChecks(slab, offset);
        if (outcome != Outcome.FREED) {
            return outcome;
        }
        if (heaps.isParked(slab.sizeClass(), offset)) {
            return Outcome.ALREADY_FREE;
        }
        int block = slab.blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        outcome = Thread.currentThread().isVirtual()
                ? freeOnProcessor(slab, block, offset)
                : freeInOwn(slab, block, offset);
        if (pool.slots().isEvictionDue()) {
            pool.slots().evictOverdue();
        }
        pool.attention().call();
        return outcome;
    }

    /// A thread that cannot get its heap for want of Java heap does without: batches that fail are undone by frees.
    private Outcome freeInOwn(Slab slab, int block, long offset) {
        Heap heap;
        try {
            heap = heaps.ofCurrentThread();
        } catch (OutOfMemoryError e) {
            return freeWithoutHeap(slab, block, offset);
        }
        return freeIn(heap, slab, block, offset);
    }

    private static Outcome freeIn(Heap heap, Slab slab, int block, long offset) {
        if (heap.holdsRemote(slab, block)) {
            return Outcome.ALREADY_FREE;
        }
        heap.free(slab, block, offset);
        return Outcome.FREED;
    }

    /// The fast path of a virtual thread's free, with its checks at every level.
    private boolean parkOnProcessor(Slab slab, long offset) {
        Heap heap = heaps.enterProcessorHeap();
        if (heap == null) {
            return false;
        }
        try {
            return Blocks.park(heaps.bins(), true, heap.words(), slab, offset);
        } finally {
            heap.leave();
        }
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
        return freeWithoutHeap(slab, block, offset);
    }

    private Outcome freeWithoutHeap(Slab slab, int block, long offset) {
        heaps.beginMoveWithoutHeap();
        try {
            heaps.bins().mark(heaps.bins().base() + offset);
            if (pool.giveBack(slab, block >>> 6, 1L << block) != 0) {
                return Outcome.ALREADY_FREE;
            }
        } finally {
            heaps.endMoveWithoutHeap();
        }
        counters.remoteFree();
        counters.remoteBatch();
        return Outcome.FREED;
    }
}
