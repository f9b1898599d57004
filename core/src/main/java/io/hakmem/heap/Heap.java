package io.hakmem.heap;

import io.hakmem.bits.Words;
import io.hakmem.pool.Claim;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.Stage;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What one thread at a time allocates from: its [Bins], the slabs it leases, and its remote buffer.
///
/// All of the class is for the owner alone. Readers see words a little late: they count, and decide nothing.
public final class Heap {
    /// No block, since the budget does not allow the pages of those that there are.
    static final long OVER_BUDGET = -1;

    private final int id;
    private final Bins bins;
    private final long[] words;
    private final AddressSpace space;
    private final SharedPool pool;
    private final BinLimits limits;
    private final HotClasses hotClasses;
    private final @Nullable Slab[] leased = new Slab[SizeClasses.COUNT];
    private final GiveBackBuffer remote;
    private final Counters counters = new Counters();
    private final Claim claim = new Claim();
    private final LongConsumer mark;
    private final long[] lost = new long[SizeClasses.COUNT];

    /// Owner: whoever looks after the allocator.
    private long activityAtLastLook;

    private long quietSinceNanos;

    Heap(int id, Bins bins, AddressSpace space, SharedPool pool, BinBounds bounds, HotClasses hotClasses) {
        this.id = id;
        this.bins = bins;
        this.words = Bins.newWords(id);
        this.space = space;
        this.pool = pool;
        this.limits = new BinLimits(this, bounds);
        this.hotClasses = hotClasses;
        this.mark = bins::mark;
        this.remote = new GiveBackBuffer(pool, bins, words, bounds.bytes());
    }

    /// Serves a block from the bin or by a refill; 0 when nothing is left without growing, or [#OVER_BUDGET].
    ///
    /// @param mayBear whether a slab may be born for it in a slot without pages
    long popOrRefill(int sizeClass, boolean mayBear) {
        long address = bins.pop(words, sizeClass);
        if (address != 0) {
            return address;
        }
        int bin = Bins.bin(sizeClass);
        if (words[bin] != 0) {
            address = popBeforeBrokenLink(sizeClass);
            if (address != 0) {
                return address;
            }
        }
        if (words[bin + Bins.WORD_BITS] == 0 && !moveIn(sizeClass, 1, mayBear)) {
            return claim.isOverBudget() ? OVER_BUDGET : 0;
        }
        return bins.pop(words, sizeClass);
    }

    /// Hands out the head, if it is a block, and gives the rest of its chain up: the link to it was overwritten.
    private long popBeforeBrokenLink(int sizeClass) {
        int bin = Bins.bin(sizeClass);
        long head = words[bin];
        boolean sound = beginsBlock(sizeClass, head & Bins.OFFSET_MASK);
        words[bin] = 0;
        lost[sizeClass] += (head >>> Bins.LENGTH_SHIFT) - 1;
        return sound ? bins.handedOut(bins.base() + (head & Bins.OFFSET_MASK)) : 0;
    }

    /// Hands out blocks of the class by whole words, past the chain, for the elements from `from` to `to`; returns the
    /// index behind the last that got one: less than `to` when nothing is left without growing.
    int takeWords(int sizeClass, long[] addresses, int from, int to) {
        int word = Bins.bin(sizeClass) + Bins.WORD_BITS;
        int at = from;
        while (at < to && (words[word] != 0 || moveIn(sizeClass, to - at, true))) {
            at = takeWord(sizeClass, addresses, at, to);
        }
        return at;
    }

    private int takeWord(int sizeClass, long[] addresses, int from, int to) {
        int bin = Bins.bin(sizeClass);
        int blockBytes = SizeClasses.blockBytes(sizeClass);
        long first = bins.base() + words[bin + Bins.WORD_OFFSET];
        long bits = words[bin + Bins.WORD_BITS];
        int at = from;
        while (at < to && bits != 0) {
            addresses[at++] = bins.handedOut(first + (long) Long.numberOfTrailingZeros(bits) * blockBytes);
            bits &= bits - 1;
        }
        words[bin + Bins.WORD_BITS] = bits;
        return at;
    }

    private boolean moveIn(int sizeClass, int wanted, boolean mayBear) {
        beginMove();
        try {
            return refill(sizeClass, wanted, mayBear);
        } finally {
            endMove();
        }
    }

    /// @param wanted number of blocks that the caller takes at once: so many of a word are kept in any case
    private boolean refill(int sizeClass, int wanted, boolean mayBear) {
        claim.begin();
        boolean hot = hotClasses.refilled(sizeClass, words[Bins.LOCAL_FREES]);
        if (counters.tried(Stage.LEASED, takeFromLeased(sizeClass, wanted))) {
            if (!hot) {
                dropLease(sizeClass);
            }
            return true;
        }
        if (mayBear) {
            flushRemote();
        }
        dropLease(sizeClass);
        long lessee = hot ? id : Slab.NOBODY;
        if (!pool.take(sizeClass, lessee, claim, counters) && !(mayBear && takeOrBear(sizeClass, lessee))) {
            if (!mayBear) { // blocks that serve in its place may be parked, too
                int ignored = limits.afterRefill(sizeClass);
            }
            return false;
        }
        if (claim.isLeased()) {
            leased[sizeClass] = claim.slab();
        }
        install(sizeClass, wanted);
        if (!claim.isLeased()) {
            pool.settle(claim.slab());
        }
        return true;
    }

    /// Serves a word that quiet bins gave back for it, or the first of a newborn slab.
    private boolean takeOrBear(int sizeClass, long lessee) {
        return (limits.beforeBirth(sizeClass) && pool.take(sizeClass, lessee, claim, counters))
                || pool.takeFreeSlot(sizeClass, lessee, claim, counters);
    }

    private boolean takeFromLeased(int sizeClass, int wanted) {
        Slab slab = leased[sizeClass];
        if (slab == null || !pool.takeFrom(slab, 0, id, claim)) {
            return false;
        }
        install(sizeClass, wanted);
        return true;
    }

    /// Puts claimed bits in the bin, as many as are wanted or the limit allows, and gives the surplus back.
    private void install(int sizeClass, int wanted) {
        Slab slab = claim.slab();
        int bin = Bins.bin(sizeClass);
        long bits = claim.bits();
        long firstBlock = (long) (claim.word() << 6) * slab.blockBytes();
        words[bin + Bins.WORD_OFFSET] = slab.base() - bins.base() + firstBlock;
        words[bin + Bins.WORD_BITS] = bits;
        long keep = lowest(bits, Math.max(wanted, limits.afterRefill(sizeClass)));
        if (keep != bits) {
            words[bin + Bins.WORD_BITS] = keep;
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
        if (bins.push(words, slab, offset)) {
            return;
        }
        beginMove();
        try {
            if (Bins.parks(words, slab) && limits.afterOverflow(slab.sizeClass()) && bins.push(words, slab, offset)) {
                return;
            }
            words[Bins.REMOTE_BATCHES] += remote.makePlace(slab, block);
            words[Bins.REMOTE_FREES]++;
            bins.mark(bins.base() + offset);
            words[Bins.REMOTE_BATCHES] += remote.add(slab, block);
        } finally {
            endMove();
        }
    }

    /// Whether the block waits in the remote buffer.
    boolean holdsRemote(Slab slab, int block) {
        return remote.holds(slab, block);
    }

    void flushRemote() {
        beginMove();
        try {
            words[Bins.REMOTE_BATCHES] += remote.flush();
        } finally {
            endMove();
        }
    }

    /// Shortens the chain of a class to at most `keep` blocks, youngest first, by way of the remote buffer: their links
    /// are still in the processor's cache.
    void flushChain(int sizeClass, int keep) {
        int bin = Bins.bin(sizeClass);
        while (words[bin] >>> Bins.LENGTH_SHIFT > keep) {
            long address = bins.pop(words, sizeClass);
            if (address == 0) {
                address = popBeforeBrokenLink(sizeClass);
            }
            if (address != 0) {
                flushBlock(sizeClass, address - bins.base());
            }
        }
        remote.flush();
    }

    /// Empties the chain of a class if its next block is not aligned as blocks of the class are.
    void flushUnaligned(int sizeClass) {
        if (!bins.startsAligned(words, sizeClass)) {
            beginMove();
            try {
                flushChain(sizeClass, 0);
            } finally {
                endMove();
            }
        }
    }

    /// Gives a block back. What begins no block of the class was put here by a wrong free that was not checked: it is
    /// nobody's to give back.
    private void flushBlock(int sizeClass, long offset) {
        int slotIndex = (int) (offset >>> SizeClasses.SLAB_SHIFT);
        if (space.ownerOf(slotIndex) instanceof Slab slab) {
            int block = slab.blockAt((int) offset & SizeClasses.SLAB_BYTES - 1);
            CoalescedSlab coalesced = space.coalescedAt(slotIndex);
            if (coalesced != null && coalesced.begins(sizeClass, block)) {
                boolean ignored = pool.coalescing().free(coalesced, block, mark);
            } else if (slab.sizeClass() == sizeClass && slab.isBlock(block)) {
                bins.mark(bins.base() + offset); // it left the chain as if it were handed out
                remote.makePlace(slab, block);
                remote.add(slab, block);
            }
        }
    }

    /// Gives the rest of the refill word of a class back.
    private void flushWord(int sizeClass) {
        int bin = Bins.bin(sizeClass);
        long bits = words[bin + Bins.WORD_BITS];
        if (bits != 0) {
            words[bin + Bins.WORD_BITS] = 0;
            long offset = words[bin + Bins.WORD_OFFSET];
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
        beginMove();
        try {
            flushRemote();
            for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
                quieten(sizeClass);
            }
            limits.reset();
        } finally {
            endMove();
        }
    }

    /// From here to the end of the move, blocks may be in neither the slabs nor this heap.
    private void beginMove() {
        Words.setOpaque(words, Bins.MOVES_BEGUN, Words.getOpaque(words, Bins.MOVES_BEGUN) + 1);
        Words.storeStoreFence();
    }

    private void endMove() {
        Words.setRelease(words, Bins.MOVES_ENDED, Words.getOpaque(words, Bins.MOVES_ENDED) + 1);
    }

    // ---- the owner ----

    /// The words that the fast path looks at.
    long[] words() {
        return words;
    }

    /// Enters the heap of a processor; false when another thread is in it. Pairs with [#leave].
    boolean enter() {
        return Words.getOpaque(words, Bins.BUSY) == 0 && Words.compareAndSet(words, Bins.BUSY, 0, 1);
    }

    /// Leaves the heap of a processor: all that was done here is seen by whoever enters next.
    void leave() {
        Words.setRelease(words, Bins.BUSY, 0);
    }

    /// Makes the calling thread the owner in the words that the fast path looks at.
    long[] ownedBy(long threadId) {
        Words.setOpaque(words, Bins.OWNER_THREAD_ID, threadId);
        return words;
    }

    /// Sends the owner's next step the slow way.
    void disown() {
        Words.setOpaque(words, Bins.OWNER_THREAD_ID, 0);
    }

    // ---- queries ----

    /// A number that changes whenever anything happens in the heap, but for a few coincidences.
    long activity() {
        long state = mix(Words.getOpaque(words, Bins.MOVES_BEGUN), Words.getOpaque(words, Bins.LOCAL_FREES));
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            state = mix(state, Words.getOpaque(words, Bins.bin(sizeClass) + Bins.HEAD));
            state = mix(state, Words.getOpaque(words, Bins.bin(sizeClass) + Bins.WORD_BITS));
        }
        return mix(state, Words.getOpaque(words, Bins.REMOTE_FREES));
    }

    /// For how long nothing has happened here, as far as one caretaker's looks tell.
    long quietNanos(long nowNanos) {
        long now = activity();
        if (now != activityAtLastLook || nowNanos - quietSinceNanos < 0) {
            activityAtLastLook = now;
            quietSinceNanos = nowNanos;
        }
        return nowNanos - quietSinceNanos;
    }

    /// Whether it parks nothing, leases nothing, and is to park nothing before its next refill: as [#flushAll] leaves
    /// it.
    boolean isBare() {
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            int bin = Bins.bin(sizeClass);
            long state = Words.getOpaque(words, bin + Bins.HEAD)
                    | Words.getOpaque(words, bin + Bins.WORD_BITS)
                    | Words.getOpaque(words, bin + Bins.LIMIT);
            if (state != 0 || leased[sizeClass] != null) {
                return false;
            }
        }
        return remote.isEmpty();
    }

    /// A number that changes whenever the bin does.
    long activity(int sizeClass) {
        int bin = Bins.bin(sizeClass);
        return words[bin + Bins.HEAD] * 31 + words[bin + Bins.WORD_BITS];
    }

    /// Longest chain of the class that is allowed now.
    int limitOf(int sizeClass) {
        return (int) (words[Bins.bin(sizeClass) + Bins.LIMIT] >>> Bins.LENGTH_SHIFT);
    }

    void limit(int sizeClass, int blocks) {
        words[Bins.bin(sizeClass) + Bins.LIMIT] = (long) blocks << Bins.LENGTH_SHIFT;
    }

    /// Identity, from 1 on; what a lease names.
    public int id() {
        return id;
    }

    /// Id of the thread that owns it; 0 for a processor's, or while it is taken away.
    public long ownerThreadId() {
        return Bins.ownerOf(words);
    }

    public Counters counters() {
        return counters;
    }

    /// Blocks of the class that wait here: exact at rest.
    public int parked(int sizeClass) {
        return Bins.parked(words, sizeClass) + remote.parked(sizeClass);
    }

    /// Blocks of the class that were given up after a broken link.
    public long lost(int sizeClass) {
        return lost[sizeClass];
    }

    /// Blocks that were pushed on a bin by a free.
    public long localFrees() {
        return Words.getOpaque(words, Bins.LOCAL_FREES);
    }

    /// Blocks that went back to their slabs, by the remote buffer or in batches.
    public long remoteFrees() {
        return Words.getOpaque(words, Bins.REMOTE_FREES) + counters.remoteFrees();
    }

    /// Atomic operations that carried them.
    public long remoteBatches() {
        return Words.getOpaque(words, Bins.REMOTE_BATCHES) + counters.remoteBatches();
    }

    /// Frees that found their bit set already when they were given back.
    public long doubleFrees() {
        return remote.doubleFrees();
    }

    /// Calls `visitor` with the address of each block that waits here and follows every link: at rest only.
    ///
    /// @return whether every chain is as long as its head says, and each block begins a block of its class
    public boolean visitParked(LongConsumer visitor) {
        boolean sound = true;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            sound &= visitParked(sizeClass, visitor);
        }
        return sound;
    }

    /// The same for one class. Others than the owner may call it at any time, and look afterwards whether the state
    /// ([#stateOf]) is as before: if not, what was visited means nothing.
    boolean visitParked(int sizeClass, LongConsumer visitor) {
        boolean sound = true;
        int bin = Bins.bin(sizeClass);
        long head = Words.getOpaque(words, bin + Bins.HEAD);
        while (head != 0) {
            long address = bins.base() + (head & Bins.OFFSET_MASK);
            visitor.accept(address);
            sound &= beginsBlock(sizeClass, head & Bins.OFFSET_MASK);
            long next = bins.follow(address, head);
            if (bins.isBroken(next, head) || (next != 0 && next < Bins.ONE_BLOCK)) {
                return false;
            }
            head = next;
        }
        long first = Words.getOpaque(words, bin + Bins.WORD_OFFSET);
        for (long bits = Words.getOpaque(words, bin + Bins.WORD_BITS); bits != 0; bits &= bits - 1) {
            long offset = first + (long) Long.numberOfTrailingZeros(bits) * SizeClasses.blockBytes(sizeClass);
            visitor.accept(bins.base() + offset);
            sound &= beginsBlock(sizeClass, offset);
        }
        remote.visit(sizeClass, visitor);
        return sound;
    }

    /// `mixed` with a number that changes whenever what waits here of the class does, frees into bins of any class
    /// included. Two looks that agree say that no move was under way between them, if none [#isMoving] at the second.
    long stateOf(int sizeClass, long mixed) {
        int bin = Bins.bin(sizeClass);
        long state = mix(mixed, Words.getVolatile(words, Bins.MOVES_ENDED));
        state = mix(state, Words.getOpaque(words, bin + Bins.HEAD));
        state = mix(state, Words.getOpaque(words, bin + Bins.WORD_OFFSET));
        state = mix(state, Words.getOpaque(words, bin + Bins.WORD_BITS));
        state = mix(state, Words.getOpaque(words, Bins.LOCAL_FREES));
        state = mix(state, Words.getOpaque(words, Bins.REMOTE_FREES));
        return mix(state, Words.getVolatile(words, Bins.MOVES_BEGUN));
    }

    /// Whether blocks may be on their way between the slabs and this heap.
    boolean isMoving() {
        return Words.getVolatile(words, Bins.MOVES_ENDED) != Words.getVolatile(words, Bins.MOVES_BEGUN);
    }

    private static long mix(long state, long value) {
        return (Long.rotateLeft(state, 29) ^ value) * 0x9e3779b97f4a7c15L;
    }

    private boolean beginsBlock(int sizeClass, long offset) {
        int slotIndex = (int) (offset >>> SizeClasses.SLAB_SHIFT);
        if (!(space.ownerOf(slotIndex) instanceof Slab slab)) {
            return false;
        }
        int block = slab.blockAt((int) offset & SizeClasses.SLAB_BYTES - 1);
        CoalescedSlab coalesced = space.coalescedAt(slotIndex);
        return (slab.sizeClass() == sizeClass && slab.isBlock(block))
                || (coalesced != null && coalesced.begins(sizeClass, block));
    }

    /// Bytes of Java heap.
    public long metadataBytes() {
        return 8L * words.length
                + 4L * leased.length
                + 8L * lost.length
                + limits.metadataBytes()
                + hotClasses.metadataBytes()
                + remote.metadataBytes()
                + 400;
    }
}
