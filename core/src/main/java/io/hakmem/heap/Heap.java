package io.hakmem.heap;

import io.hakmem.bits.Words;
import io.hakmem.memory.NativeMemory;
import io.hakmem.pool.Claim;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.Stage;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What one thread at a time allocates from: a bin per size class, the slabs it leases, and its remote buffer.
///
/// A bin is a LIFO chain of free blocks, linked through the blocks themselves, and the rest of the word that the last
/// refill took. The head of a chain tells the first block and the length in one word:
///
/// ```
/// head    bits 0–47: offset of the first block from the base of the reservation; 48–62: blocks in the chain; 0: empty
/// link    (in the first word of a free block) the head that was there before, XOR the key of the heap, XOR the head
///         that this block made
/// ```
///
/// A pop checks that the link gives an offset in the reservation, on a 16-byte boundary, with a length one shorter, in
/// one compare: a write to freed memory is caught when it is followed, with 30 bits of evidence.
///
/// All of the class is for the owner alone. Readers see words a little late: they count, and decide nothing.
public final class Heap {
    private static final int LENGTH_SHIFT = 48;
    private static final long ONE_BLOCK = 1L << LENGTH_SHIFT;
    private static final long OFFSET_MASK = ONE_BLOCK - 1;
    private static final long LENGTH_MASK = ~OFFSET_MASK;

    /// Words of one bin: head of the chain; first head that is too long; the refill word, as the offset of its first
    /// block and the bits that wait.
    private static final int HEAD = 0;
    private static final int LIMIT = 1;
    private static final int WORD_OFFSET = 2;
    private static final int WORD_BITS = 3;
    private static final int BIN_SHIFT = 2;

    /// The bins lie between two stretches of padding, against false sharing; the first holds what else changes often.
    private static final int PADDING = 16;
    private static final int BUSY = 8;
    private static final int LOCAL_FREES = 9;
    private static final int LOST_BLOCKS = 10;
    private static final int FIRST_BIN = PADDING;

    private final int id;
    private final long base;
    private final long linkKey;
    private final long linkMask;
    private final long[] words;
    private final AddressSpace space;
    private final SharedPool pool;
    private final BinLimits limits;
    private final @Nullable Slab[] leased = new Slab[SizeClasses.COUNT];
    private final GiveBackBuffer remote;
    private final GiveBackBuffer overflow;
    private final Counters counters = new Counters();
    private final Claim claim = new Claim();
    private final long[] lost = new long[SizeClasses.COUNT];
    private long ownerThreadId;

    Heap(int id, long linkKey, AddressSpace space, SharedPool pool) {
        Reservation reservation = space.reservation();
        this.id = id;
        this.base = reservation.base();
        this.linkKey = linkKey;
        this.linkMask = -reservation.bytes() | SizeClasses.GRANULE_BYTES - 1;
        this.space = space;
        this.pool = pool;
        this.words = new long[FIRST_BIN + (SizeClasses.COUNT << BIN_SHIFT) + PADDING];
        this.limits = new BinLimits(this);
        this.remote = new GiveBackBuffer(pool);
        this.overflow = new GiveBackBuffer(pool);
    }

    // ---- fast path ----

    /// Pops a block of the class; 0 when the chain is empty or its link is broken.
    long pop(int sizeClass) {
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        long head = words[bin];
        if (head == 0) {
            return 0;
        }
        long address = base + (head & OFFSET_MASK);
        long next = NativeMemory.getLong(address) ^ linkKey ^ head;
        if (((next ^ head - ONE_BLOCK) & linkMask) != 0) {
            return 0;
        }
        words[bin] = next;
        return address;
    }

    /// Pushes an owned block of the class, by its offset from the base; false when the chain is as long as it may get.
    boolean push(int sizeClass, long offset) {
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        long head = words[bin];
        if (head >= words[bin + LIMIT]) {
            return false;
        }
        long longer = (head & LENGTH_MASK) + ONE_BLOCK + offset;
        NativeMemory.setLong(base + offset, head ^ linkKey ^ longer);
        words[bin] = longer;
        words[LOCAL_FREES]++;
        return true;
    }

    /// Whether blocks of the slab go to the bin: the slab is leased by this heap or by nobody, so nobody else is served
    /// from it. (A class that this heap never refilled has a limit of 0, so it parks nothing.)
    boolean isLocal(Slab slab) {
        long lease = slab.leaseOpaque();
        return lease == id || lease == Slab.NOBODY;
    }

    // ---- slow path ----

    /// Serves a block from the bin or by a refill; 0 when nothing is left without growing.
    long popOrRefill(int sizeClass) {
        long address = pop(sizeClass);
        if (address != 0) {
            return address;
        }
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        if (words[bin] != 0) {
            address = popBeforeBrokenLink(sizeClass);
            if (address != 0) {
                return address;
            }
        }
        if (words[bin + WORD_BITS] == 0 && !refill(sizeClass)) {
            return 0;
        }
        long bits = words[bin + WORD_BITS];
        words[bin + WORD_BITS] = bits & bits - 1;
        int block = Long.numberOfTrailingZeros(bits);
        return base + words[bin + WORD_OFFSET] + (long) block * SizeClasses.blockBytes(sizeClass);
    }

    /// Hands out the head, if it is a block, and gives the rest of its chain up: the link to it was overwritten.
    private long popBeforeBrokenLink(int sizeClass) {
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        long head = words[bin];
        boolean sound = beginsBlock(sizeClass, head & OFFSET_MASK);
        words[bin] = 0;
        lose(sizeClass, (head >>> LENGTH_SHIFT) - 1);
        return sound ? base + (head & OFFSET_MASK) : 0;
    }

    private void lose(int sizeClass, long blocks) {
        lost[sizeClass] += blocks;
        words[LOST_BLOCKS] += blocks;
    }

    private boolean refill(int sizeClass) {
        flushRemote();
        if (counters.tried(Stage.LEASED, takeFromLeased(sizeClass))) {
            return true;
        }
        dropLease(sizeClass);
        if (!pool.take(sizeClass, id, claim, counters)) {
            return false;
        }
        if (claim.isLeased()) {
            leased[sizeClass] = claim.slab();
        }
        install(sizeClass);
        return true;
    }

    private boolean takeFromLeased(int sizeClass) {
        Slab slab = leased[sizeClass];
        if (slab == null || !pool.takeFrom(slab, 0, id, claim)) {
            return false;
        }
        install(sizeClass);
        return true;
    }

    /// Puts claimed bits in the bin, as many as the limit allows, and gives the surplus back.
    private void install(int sizeClass) {
        Slab slab = claim.slab();
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        long bits = claim.bits();
        long firstBlock = (long) (claim.word() << 6) * slab.blockBytes();
        words[bin + WORD_OFFSET] = slab.base() - base + firstBlock;
        words[bin + WORD_BITS] = bits;
        long keep = lowest(bits, limits.afterRefill(sizeClass));
        if (keep != bits) {
            words[bin + WORD_BITS] = keep;
            pool.giveBack(slab, claim.word(), bits & ~keep);
        }
    }

    private static long lowest(long bits, int count) {
        long rest = bits;
        for (int taken = 0; taken < count && rest != 0; taken++) {
            rest &= rest - 1;
        }
        return bits & ~rest;
    }

    private void dropLease(int sizeClass) {
        Slab slab = leased[sizeClass];
        if (slab != null) {
            leased[sizeClass] = null;
            if (slab.leasedToNobody(id)) {
                pool.settle(slab);
            }
        }
    }

    /// Frees an owned block: to the bin, or by way of the remote buffer.
    void free(Slab slab, int block, long offset) {
        int sizeClass = slab.sizeClass();
        if (isLocal(slab) && limitOf(sizeClass) != 0) {
            if (!push(sizeClass, offset)) {
                limits.afterOverflow(sizeClass);
                flushChain(sizeClass, Math.max(1, limitOf(sizeClass) / 2));
                push(sizeClass, offset);
            }
            return;
        }
        counters.remoteFree();
        if (remote.add(slab, block)) {
            counters.remoteBatch();
        }
    }

    /// Whether the block waits in the remote buffer.
    boolean holdsRemote(Slab slab, int block) {
        return remote.holds(slab, block);
    }

    void flushRemote() {
        if (remote.flush()) {
            counters.remoteBatch();
        }
    }

    /// Shortens the chain of a class to at most `keep` blocks, youngest first: their links are still in the processor's
    /// cache.
    void flushChain(int sizeClass, int keep) {
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        while (words[bin] >>> LENGTH_SHIFT > keep) {
            long address = pop(sizeClass);
            if (address == 0) {
                address = popBeforeBrokenLink(sizeClass);
            }
            if (address != 0) {
                flushBlock(sizeClass, address - base);
            }
        }
        overflow.flush();
    }

    private void flushBlock(int sizeClass, long offset) {
        int slotIndex = (int) (offset >>> SizeClasses.SLAB_SHIFT);
        if (space.ownerOf(slotIndex) instanceof Slab slab && slab.sizeClass() == sizeClass) {
            int block = slab.blockAt((int) offset & SizeClasses.SLAB_BYTES - 1);
            if (slab.isBlock(block)) {
                overflow.add(slab, block);
                return;
            }
        }
        // Not the beginning of a block: a wrong free that was not checked put it here. It is nobody's to give back.
        words[LOST_BLOCKS]++;
    }

    /// Gives the rest of the refill word of a class back.
    private void flushWord(int sizeClass) {
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        long bits = words[bin + WORD_BITS];
        if (bits != 0) {
            words[bin + WORD_BITS] = 0;
            long offset = words[bin + WORD_OFFSET];
            if (space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Slab slab) {
                int block = (int) (offset & SizeClasses.SLAB_BYTES - 1) / slab.blockBytes();
                pool.giveBack(slab, block >>> 6, bits);
            }
        }
    }

    /// Gives everything of a class back and parks no more of it until its next refill.
    void quieten(int sizeClass) {
        limit(sizeClass, 0);
        flushChain(sizeClass, 0);
        flushWord(sizeClass);
        dropLease(sizeClass);
        pool.expireKept(sizeClass);
    }

    /// Gives everything back that is parked here, and every lease.
    void flushAll() {
        flushRemote();
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            quieten(sizeClass);
        }
        limits.reset();
    }

    // ---- the owner ----

    /// Enters the heap of a processor; false when another thread is in it. Pairs with [#leave].
    boolean enter() {
        return Words.getOpaque(words, BUSY) == 0 && Words.compareAndSet(words, BUSY, 0, 1);
    }

    /// Leaves the heap of a processor: all that was done here is seen by whoever enters next.
    void leave() {
        Words.setRelease(words, BUSY, 0);
    }

    /// Id of the thread that owns the heap; only that thread ever finds its own id here.
    long ownerThreadId() {
        return ownerThreadId;
    }

    void ownerThreadId(long threadId) {
        this.ownerThreadId = threadId;
    }

    // ---- queries ----

    /// Head of the chain of the class: it changes with each pop and push.
    long head(int sizeClass) {
        return words[FIRST_BIN + (sizeClass << BIN_SHIFT) + HEAD];
    }

    /// Longest chain of the class that is allowed now.
    int limitOf(int sizeClass) {
        return (int) (words[FIRST_BIN + (sizeClass << BIN_SHIFT) + LIMIT] >>> LENGTH_SHIFT);
    }

    void limit(int sizeClass, int blocks) {
        words[FIRST_BIN + (sizeClass << BIN_SHIFT) + LIMIT] = (long) blocks << LENGTH_SHIFT;
    }

    /// Identity, from 1 on; what a lease names.
    public int id() {
        return id;
    }

    public Counters counters() {
        return counters;
    }

    /// Blocks of the class that wait here: exact at rest.
    public int parked(int sizeClass) {
        int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
        int chain = (int) (Words.getOpaque(words, bin + HEAD) >>> LENGTH_SHIFT);
        int word = Long.bitCount(Words.getOpaque(words, bin + WORD_BITS));
        return chain + word + remote.parked(sizeClass);
    }

    /// Blocks of the class that were given up after a broken link.
    public long lost(int sizeClass) {
        return lost[sizeClass];
    }

    /// Blocks that were pushed on a bin by a free.
    public long localFrees() {
        return Words.getOpaque(words, LOCAL_FREES);
    }

    /// Frees that found their bit set already when they were given back.
    public long doubleFrees() {
        return remote.doubleFrees() + overflow.doubleFrees();
    }

    /// Calls `visitor` with the address of each block that waits here and follows every link: at rest only.
    ///
    /// @return whether every chain is as long as its head says, and each block begins a block of its class
    public boolean visitParked(LongConsumer visitor) {
        boolean sound = true;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            int bin = FIRST_BIN + (sizeClass << BIN_SHIFT);
            long head = words[bin];
            while (head != 0) {
                long address = base + (head & OFFSET_MASK);
                visitor.accept(address);
                sound &= beginsBlock(sizeClass, head & OFFSET_MASK);
                long next = NativeMemory.getLong(address) ^ linkKey ^ head;
                if (((next ^ head - ONE_BLOCK) & linkMask) != 0 || (next != 0 && next < ONE_BLOCK)) {
                    return false;
                }
                head = next;
            }
            for (long bits = words[bin + WORD_BITS]; bits != 0; bits &= bits - 1) {
                int block = Long.numberOfTrailingZeros(bits);
                long offset = words[bin + WORD_OFFSET] + (long) block * SizeClasses.blockBytes(sizeClass);
                visitor.accept(base + offset);
                sound &= beginsBlock(sizeClass, offset);
            }
        }
        remote.visit(visitor);
        return sound;
    }

    private boolean beginsBlock(int sizeClass, long offset) {
        return space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Slab slab
                && slab.sizeClass() == sizeClass
                && slab.isBlock(slab.blockAt((int) offset & SizeClasses.SLAB_BYTES - 1));
    }

    /// Bytes of Java heap.
    public long metadataBytes() {
        return 8L * words.length + 4L * leased.length + 8L * lost.length + limits.metadataBytes() + 400;
    }
}
