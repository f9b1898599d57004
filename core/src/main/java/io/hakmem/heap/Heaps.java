package io.hakmem.heap;

import io.hakmem.bits.References;
import io.hakmem.bits.Words;
import io.hakmem.os.PageSource;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.slab.AddressSpace;
import java.lang.ref.ReferenceQueue;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The choice of the current heap, all in one place.
///
/// A platform thread has a heap of its own until it ends; a new thread takes over the heap of a dead one, warm bins and
/// all, before a heap is made. Virtual threads use one heap per processor, each for the time of one call.
public final class Heaps {
    private static final int PROBES = 32;
    private static final int PROCESSOR_TRIES = 4;
    private static final boolean CAN_TAKE_BACK = ThreadSlot.canTellWhoIsInside();

    private final AddressSpace space;
    private final SharedPool pool;
    private final PageSource source;
    private final BinBounds binBounds;

    private final Bins bins;
    private final HeapTable table = new HeapTable();

    /// What a platform thread remembers of its heap, of this allocator. The truth is in the tenancies: the JDK clears
    /// what a worker of the common pool remembers whenever it has nothing to do.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable ThreadSlot> ofThread = new ThreadLocal<>();

    /// All heaps of threads with their tenancies; only ever grows.
    private final CopyOnWriteArrayList<ThreadSlot> threadSlots = new CopyOnWriteArrayList<>();

    /// Moves of callers that found no heap: under way, and ended. Owner: nobody; atomic operations only.
    private final long[] withoutHeap = new long[2];

    /// The tenancies whose threads were collected.
    private final ReferenceQueue<Thread> collected = new ReferenceQueue<>();

    private final AtomicInteger nextProbe = new AtomicInteger();
    private final AtomicInteger nextId = new AtomicInteger(1);
    private final @Nullable Object[] processorHeaps = new Object[1];

    /// With the usual bounds of bins.
    public Heaps(AddressSpace space, SharedPool pool, PageSource source) {
        this(space, pool, source, BinBounds.DEFAULT, false);
    }

    /// @param marked whether a block that is freed is marked until it is handed out
    public Heaps(AddressSpace space, SharedPool pool, PageSource source, BinBounds binBounds, boolean marked) {
        this.space = space;
        this.pool = pool;
        this.source = source;
        this.binBounds = binBounds;
        this.bins = new Bins(space.reservation(), ThreadLocalRandom.current().nextLong(), marked);
    }

    /// The steps on the words of heaps, for the fast path.
    Bins bins() {
        return bins;
    }

    /// The cache of the choice, for the fast path.
    HeapTable table() {
        return table;
    }

    /// The heap of the calling platform thread: the one it has, a dead thread's, or a new one.
    Heap ofCurrentThread() {
        Thread thread = Thread.currentThread();
        ThreadSlot slot = ofThread.get();
        if (slot == null || !slot.isOwnedBy(thread)) {
            StackRoom.require();
            slot = slotOwnedBy(thread);
            if (slot == null) {
                slot = takeSlot(thread);
            }
            ofThread.set(slot);
        }
        table.put(slot.heap().ownedBy(thread.threadId()));
        return slot.heap();
    }

    /// What the calling platform thread has, whether it remembers it or not.
    private @Nullable ThreadSlot slotOwnedBy(Thread thread) {
        for (ThreadSlot slot : threadSlots) {
            if (slot.isOwnedBy(thread)) {
                return slot;
            }
        }
        return null;
    }

    /// The words of the calling thread's heap, good for as long as the thread lives: for [Blocks]. Those of no heap for
    /// a virtual thread.
    public long[] wordsOfCurrentThread() {
        return Thread.currentThread().isVirtual()
                ? HeapTable.NONE
                : ofCurrentThread().words();
    }

    /// Gives back what waits in the remote buffer of the heap that the calling thread frees to.
    void flushRemote() {
        if (!Thread.currentThread().isVirtual()) {
            ofCurrentThread().flushRemote();
            return;
        }
        Heap heap = enterProcessorHeap();
        if (heap != null) {
            try {
                heap.flushRemote();
            } finally {
                heap.leave();
            }
        }
    }

    /// A heap for a thread: one that was left, or a new one. Probes the oldest first, so that the work of few threads
    /// stays on few heaps and the others can be drained; then some of all, in turn.
    ThreadSlot takeSlot(Thread tenant) {
        int size = threadSlots.size();
        for (int probe = 0; probe < Math.min(2 * PROBES, size); probe++) {
            int index = probe < PROBES ? probe : Math.floorMod(nextProbe.getAndIncrement(), size);
            ThreadSlot slot = threadSlots.get(index);
            if (slot.leftToOwned(tenant, collected)) {
                return slot;
            }
        }
        ThreadSlot fresh = new ThreadSlot(newHeap(), new Tenancy(tenant, collected));
        threadSlots.add(fresh);
        return fresh;
    }

    /// Enters a heap for a virtual thread: the processor's, or one next to it when that is taken; `null` after some
    /// tries. Whoever is in a heap waits for nothing and calls nobody out, or those who wait for it would starve its
    /// carrier.
    @Nullable
    Heap enterProcessorHeap() {
        Heap[] heaps = processorHeaps();
        int processor = source.currentProcessor();
        for (int next = 0; next < PROCESSOR_TRIES; next++) {
            Heap heap = heaps[processor + next & heaps.length - 1];
            if (heap.enter()) {
                return heap;
            }
        }
        return null;
    }

    private Heap[] processorHeaps() {
        Heap[] heaps = (Heap[]) References.getAcquire(processorHeaps, 0);
        if (heaps != null) {
            return heaps;
        }
        int processors = Runtime.getRuntime().availableProcessors();
        Heap[] fresh = new Heap[processors == 1 ? 1 : Integer.highestOneBit(processors - 1) << 1];
        for (int processor = 0; processor < fresh.length; processor++) {
            fresh[processor] = newHeap();
        }
        References.compareAndSet(processorHeaps, 0, null, fresh);
        return processorHeaps();
    }

    private Heap newHeap() {
        return new Heap(nextId.getAndIncrement(), bins, space, pool, binBounds, new HotClasses());
    }

    /// Makes dead threads' heaps give back all that they hold.
    public void drainLeft() {
        for (ThreadSlot slot : threadSlots) {
            if (slot.leftToOwned(Thread.currentThread(), collected)) {
                drainOwned(slot);
            }
        }
    }

    /// Makes the heaps of other living threads give back all that they hold, if those are not about to use them.
    public void drainLiving() {
        for (ThreadSlot slot : threadSlots) {
            if (CAN_TAKE_BACK && slot.idleToOwned(collected)) {
                drainOwned(slot);
            }
        }
    }

    /// Makes the calling thread's heap give back all that it holds, and all heaps of processors that nobody is in.
    public void flushCurrent() {
        Thread thread = Thread.currentThread();
        ThreadSlot mine = thread.isVirtual() ? null : slotOwnedBy(thread);
        if (mine != null) {
            mine.heap().flushAll();
        }
        Heap[] heaps = (Heap[]) References.getAcquire(processorHeaps, 0);
        for (int processor = 0; heaps != null && processor < heaps.length; processor++) {
            boolean ignored = drainProcessorHeap(heaps[processor]);
        }
    }

    // ---- idle heaps ----

    /// Looks at what every heap does, and makes those give all back that have done nothing for so long; whether others
    /// park something, or may.
    ///
    /// @param leftNanos for heaps of dead threads and of processors
    /// @param idleNanos for heaps of living threads; 0: never
    public boolean drainIdle(long nowNanos, long leftNanos, long idleNanos) {
        boolean waiting = false;
        boolean takesBack = idleNanos > 0 && CAN_TAKE_BACK;
        for (ThreadSlot slot : threadSlots) {
            if (slot.heap().isBare()) {
                continue;
            }
            long quietNanos = slot.heap().quietNanos(nowNanos);
            if ((quietNanos >= leftNanos && slot.leftToOwned(Thread.currentThread(), collected))
                    || (takesBack && quietNanos >= idleNanos && slot.idleToOwned(collected))) {
                drainOwned(slot);
            } else {
                waiting |= takesBack || slot.isLeft() || quietNanos < leftNanos;
            }
        }
        Heap[] heaps = (Heap[]) References.getAcquire(processorHeaps, 0);
        for (Heap heap : heaps == null ? List.<Heap>of() : List.of(heaps)) {
            if (!heap.isBare() && !(heap.quietNanos(nowNanos) >= leftNanos && drainProcessorHeap(heap))) {
                waiting = true;
            }
        }
        return waiting;
    }

    private static void drainOwned(ThreadSlot slot) {
        try {
            slot.heap().flushAll();
        } finally {
            slot.ownedToLeft();
        }
    }

    private static boolean drainProcessorHeap(Heap heap) {
        if (!heap.enter()) {
            return false;
        }
        try {
            heap.flushAll();
        } finally {
            heap.leave();
        }
        return true;
    }

    /// Ids of the heaps that had done nothing for so long at the last [#drainIdle].
    public BitSet quietSince(long nowNanos, long nanos) {
        BitSet quiet = new BitSet();
        visit(heap -> quiet.set(heap.id(), heap.quietNanos(nowNanos) >= nanos));
        return quiet;
    }

    /// Calls `visitor` with every heap.
    public void visit(Consumer<Heap> visitor) {
        for (ThreadSlot slot : threadSlots) {
            visitor.accept(slot.heap());
        }
        Heap[] heaps = (Heap[]) References.getAcquire(processorHeaps, 0);
        for (Heap heap : heaps == null ? List.<Heap>of() : List.of(heaps)) {
            visitor.accept(heap);
        }
    }

    /// Whether a block is marked as freed, and waits in some heap: exact for the calling thread's and at rest. A mark
    /// alone may be a number that somebody wrote.
    public boolean isParked(int sizeClass, long offset) {
        return bins.isMarked(offset) && whereParked(sizeClass, offset) != null;
    }

    /// The heap where a block waits, marked or not; `null` for none.
    public @Nullable Heap whereParked(int sizeClass, long offset) {
        Heap[] found = new Heap[1];
        visit(heap -> heap.visitParked(sizeClass, next -> {
            if (next - bins.base() == offset) {
                found[0] = heap;
            }
        }));
        return found[0];
    }

    /// Whether blocks may be on their way between slabs and heaps, or to a caller who found no heap.
    boolean isMoving() {
        boolean[] moving = {Words.getVolatile(withoutHeap, 0) != 0};
        visit(heap -> moving[0] |= heap.isMoving());
        return moving[0];
    }

    /// A number that changes whenever blocks have moved without a heap.
    long movesWithoutHeap() {
        return Words.getVolatile(withoutHeap, 1);
    }

    /// From here to the end of the move, the caller may hold blocks in no heap that it gives back.
    public void beginMoveWithoutHeap() {
        Words.getAndAdd(withoutHeap, 0, 1);
    }

    public void endMoveWithoutHeap() {
        Words.getAndAdd(withoutHeap, 1, 1);
        Words.getAndAdd(withoutHeap, 0, -1);
    }

    /// Number of heaps ever made.
    public int count() {
        return nextId.get() - 1;
    }

    /// Bytes of Java heap.
    public long metadataBytes() {
        long[] bytes = {table.metadataBytes() + 200};
        visit(heap -> bytes[0] += heap.metadataBytes());
        return bytes[0];
    }
}
