package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.bits.AtomicBitmaps;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;

/// Blocks of a class made of free neighbours in slabs of smaller classes, for an allocator that would have to grow
/// though much of what it has lies free between live blocks.
///
/// They are dearer than others, an atomic operation for each, so a class is served here only where what it could get is
/// at least a quarter of all that is active, or there is nothing else.
public final class Coalescing {
    /// In place of a length: nothing is ever made of neighbours.
    public static final long NEVER = Long.MAX_VALUE;

    private static final int MOST_NEIGHBOURS = 32;

    /// Part of a block that may be lost since neighbours are not just as long: one of so many.
    private static final int LOST_PART = 8;

    private static final int WORTH_PART = 4;

    /// Growth before another search by a class that searched in vain: one of so many.
    private static final int AGAIN_PART = 8;

    private final AddressSpace space;
    private final SharedPool pool;
    private final long fromBytes;

    /// Per class, the slots of slabs with enough neighbours: a hint.
    private final AtomicBitmaps hosts;

    /// Per class, the active SuperSlabs at the last search in vain. Racy on purpose: a search too many or too few.
    private final long[] searchedInVainAt = new long[SizeClasses.COUNT];

    /// @param fromBytes length of the SuperSlabs in use below which it is not worth while, or [#NEVER]
    Coalescing(AddressSpace space, SharedPool pool, long fromBytes) {
        this.space = space;
        this.pool = pool;
        this.fromBytes = fromBytes;
        this.hosts = new AtomicBitmaps(SizeClasses.COUNT, space.slotCount());
    }

    /// Whether the class is served here before it gets new slabs.
    public boolean serves(int sizeClass) {
        AtomicBitmap list = hosts.known(sizeClass);
        return list != null && list.nextSet(0) >= 0;
    }

    /// Takes neighbours for a block of the class and returns its address; 0 when there are none, and then the class is
    /// not served here any more.
    ///
    /// @param claim is told when there are some whose pages the budget does not allow
    public long take(int sizeClass, Claim claim) {
        AtomicBitmap list = hosts.of(sizeClass);
        for (int slot = list.nextSet(0); slot >= 0; slot = list.nextSet(slot + 1)) {
            if (space.ownerOf(slot) instanceof Slab slab && mayHost(slab.sizeClass(), sizeClass)) {
                long address = take(slab, sizeClass, claim);
                if (address != 0) {
                    return address;
                }
            }
            list.clear(slot);
        }
        return 0;
    }

    private long take(Slab slab, int sizeClass, Claim claim) {
        CoalescedSlab known = space.coalescedAt(slab.slotIndex());
        CoalescedSlab host = known == null ? new CoalescedSlab(slab, sizeClass) : known;
        for (int word = 0; host.sizeClass() == sizeClass && word < slab.wordCount(); word++) {
            long bits = slab.takeRun(word, host.neighbours());
            if (bits == 0) {
                continue;
            }
            if (isMine(slab, word, bits, claim)) {
                host = space.carryingToCoalesced(host);
                if (host.sizeClass() == sizeClass) {
                    return host.ownedToBlock(word, bits);
                }
            }
            pool.giveBack(slab, word, bits);
        }
        return 0;
    }

    /// Whether bits that were taken may be handed out.
    private boolean isMine(Slab slab, int word, long bits, Claim claim) {
        if (slab.isRetiring()) {
            return false;
        }
        boolean committed = pool.slots().dirty().commitAll(slab, word, bits);
        if (!committed) {
            claim.overBudget();
        }
        return committed;
    }

    /// Gives the neighbours back that make the block which begins at a block of the slab; false when none does.
    ///
    /// @param mark is told the address of each while they are owned: they hold what their user wrote, not what a free
    ///     block holds
    public boolean free(CoalescedSlab coalesced, int block, LongConsumer mark) {
        long bits = coalesced.blockToOwned(block);
        if (bits == 0) {
            return false;
        }
        Slab slab = coalesced.slab();
        for (int neighbour = block; neighbour < block + coalesced.neighbours(); neighbour++) {
            mark.accept(slab.addressOf(neighbour));
        }
        pool.giveBack(slab, block >>> 6, bits);
        return true;
    }

    /// Before growing: has the class served here if that is worth while; whether it is now.
    public boolean searchWorthWhile(int sizeClass) {
        long active = pool.slots().acquired() - pool.slots().released();
        long activeBytes = active * space.reservation().superSlabBytes();
        long enough = Math.max(1, activeBytes / WORTH_PART);
        long sinceLast = Math.abs(active - searchedInVainAt[sizeClass]);
        if (activeBytes < fromBytes
                || sinceLast <= searchedInVainAt[sizeClass] / AGAIN_PART
                || !pool.listsHosts(sizeClass, enough >>> SizeClasses.SLAB_SHIFT)) {
            return false;
        }
        if (search(sizeClass) * SizeClasses.blockBytes(sizeClass) >= enough) {
            return true;
        }
        searchedInVainAt[sizeClass] = active;
        forget(sizeClass);
        return false;
    }

    /// Before a refusal: has the class served here if there is anything; whether there is.
    public boolean searchAll(int sizeClass) {
        return fromBytes != NEVER && search(sizeClass) > 0;
    }

    /// Lists the slabs that could serve the class and that nobody leases; returns the number of blocks.
    private long search(int sizeClass) {
        long found = 0;
        int last = pool.slots().highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            if (space.ownerOf(slot) instanceof Slab slab
                    && mayHost(slab.sizeClass(), sizeClass)
                    && slab.leaseVolatile() == Slab.NOBODY) {
                long blocks = blocksIn(slab, sizeClass);
                if (blocks > 0) {
                    hosts.of(sizeClass).set(slot);
                    found += blocks;
                }
            }
        }
        return found;
    }

    private long blocksIn(Slab slab, int sizeClass) {
        CoalescedSlab host = space.coalescedAt(slab.slotIndex());
        if (host != null && host.sizeClass() != sizeClass) {
            return 0;
        }
        int neighbours = CoalescedSlab.neighbours(slab.sizeClass(), sizeClass);
        long blocks = 0;
        for (int word = 0; word < slab.wordCount(); word++) {
            blocks += slab.countRuns(word, neighbours);
        }
        return blocks;
    }

    /// Whether neighbours of one class are made to blocks of another: several, that lose little, and not where the
    /// class promises an alignment.
    static boolean mayHost(int of, int sizeClass) {
        int blockBytes = SizeClasses.blockBytes(sizeClass);
        int neighbours = CoalescedSlab.neighbours(of, sizeClass);
        int lost = neighbours * SizeClasses.blockBytes(of) - blockBytes;
        return neighbours > 1
                && neighbours <= MOST_NEIGHBOURS
                && lost * LOST_PART <= blockBytes
                && Integer.bitCount(blockBytes) > 1;
    }

    private void forget(int sizeClass) {
        AtomicBitmap list = hosts.of(sizeClass);
        int slot = list.takeNext(0);
        while (slot >= 0) {
            slot = list.takeNext(slot + 1);
        }
    }

    /// Whether the summaries of all lists are right.
    boolean isValid() {
        return hosts.isValid();
    }

    /// Bytes of Java heap.
    long metadataBytes() {
        return hosts.metadataBytes();
    }
}
