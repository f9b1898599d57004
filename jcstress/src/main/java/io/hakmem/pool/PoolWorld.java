package io.hakmem.pool;

import io.hakmem.os.PageSource;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import io.hakmem.slab.SuperSlab;
import java.util.ArrayList;

/// A pool over one active SuperSlab of 16 slots, made anew for each sample: some 15 KiB of Java objects. All samples of
/// a JVM share one mapping, so no case may read or write blocks.
public final class PoolWorld {
    /// 8 blocks of 8 KiB.
    public static final int EIGHT_BLOCKS = 75;

    /// 9 blocks of 7 KiB.
    public static final int NINE_BLOCKS = 74;

    /// 128 blocks of 512 bytes, in two words.
    public static final int TWO_WORDS = 31;

    /// Slots of the SuperSlab.
    public static final int SLOTS = 16;

    public static final PageSource SOURCE = PageSource.ofThisMachine();

    /// Pages of a slot.
    public static final long PAGES = SizeClasses.SLAB_BYTES / SOURCE.pageBytes();

    private static final Reservation RESERVATION = Reservation.of(SOURCE, 8 << 20, 1 << 20, new ArrayList<>());

    public final AddressSpace space = new AddressSpace(RESERVATION);
    public final SharedPool pool = new SharedPool(space, SOURCE, CacheLimits.DEFAULT, () -> 0);
    public final SlotPool slots = pool.slots();
    public final Counters counters = new Counters();

    public PoolWorld() {
        slots.grow(1, counters);
    }

    /// Takes a word of the class for a heap, from memory that was used before; how many blocks it got.
    public int take(int sizeClass, long heap, Claim claim) {
        return pool.take(sizeClass, heap, claim, counters) ? Long.bitCount(claim.bits()) : 0;
    }

    /// The same, from a slab that is born in a free slot.
    public int bear(int sizeClass, long heap, Claim claim) {
        return pool.takeFreeSlot(sizeClass, heap, claim, counters) ? Long.bitCount(claim.bits()) : 0;
    }

    /// A newborn slab of which the caller owns everything, and nobody leases it.
    public Slab wholeSlab(int sizeClass) {
        Claim claim = new Claim();
        bear(sizeClass, Slab.NOBODY, claim);
        Slab slab = claim.slab();
        for (int word = 1; word < slab.wordCount(); word++) {
            slab.takeWord(word);
        }
        return slab;
    }

    /// A slab that filled up and is kept from retirement: the only one of its class that may be.
    public Slab keptSlab(int sizeClass) {
        Slab slab = wholeSlab(sizeClass);
        for (int word = 0; word < slab.wordCount(); word++) {
            pool.giveBack(slab, word, slab.fullWord(word));
        }
        return slab;
    }

    /// `ok`, or the invariant that does not hold at rest.
    ///
    /// @param heldBlocks blocks that the actors and the constructor own at the end
    public String atRest(long heldBlocks) {
        long taken = 0;
        int[] fullByClass = new int[EIGHT_BLOCKS + 1];
        for (int slot = 0; slot <= slots.highestUsedSlot(); slot++) {
            SlotOwner owner = space.ownerOf(slot);
            if (owner != null && isFree(slot)) {
                return "I5";
            }
            if (owner instanceof Slab slab) {
                taken += slab.capacity() - slab.freeBlocks();
                if (!slab.isValid()) {
                    return "I2";
                }
                if (slab.isRetiring() || (slab.looksFull() && ++fullByClass[slab.sizeClass()] > 1)) {
                    return "R3";
                }
                if (hasEnoughFree(slab) && slab.leaseVolatile() == Slab.NOBODY && !pool.isPartial(slab)) {
                    return "I3";
                }
            }
            if (owner instanceof PageSlab slab && (slab.blockPages() | slab.freePages()) != slab.allPages()) {
                return "I1";
            }
        }
        if (taken != heldBlocks) {
            return "I9";
        }
        return pool.isValid() && space.isValid() ? "ok" : "R4";
    }

    /// `ok`, or what is wrong at rest with the pages that are charged.
    public String charged() {
        long charged = 0;
        for (int slot = 0; slot <= slots.highestUsedSlot(); slot++) {
            long dirty = space.superSlabOfSlot(slot).dirtyPages(space.slotInSuperSlab(slot));
            charged += Long.bitCount(dirty);
            SlotOwner owner = space.ownerOf(slot);
            if ((owner instanceof Slab slab && !covers(dirty, slab))
                    || (owner instanceof PageSlab pages && (pages.blockPages() & ~dirty) != 0)) {
                return "in use, not charged";
            }
        }
        return charged * SOURCE.pageBytes() == slots.commitment().committedBytes() ? "ok" : "I8";
    }

    /// Whether the dirty pages cover the blocks of the slab that are taken.
    private static boolean covers(long dirty, Slab slab) {
        for (int block = 0; block < slab.capacity(); block++) {
            int first = block * slab.blockBytes() / SOURCE.pageBytes();
            int last = ((block + 1) * slab.blockBytes() - 1) / SOURCE.pageBytes();
            for (int page = first; page <= last; page++) {
                if (!slab.isFree(block) && (dirty >>> page & 1) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isFree(int slot) {
        SuperSlab superSlab = space.superSlabOfSlot(slot);
        return (superSlab.freeSlots() >>> space.slotInSuperSlab(slot) & 1) != 0;
    }

    private static boolean hasEnoughFree(Slab slab) {
        for (int word = 0; word < slab.wordCount(); word++) {
            if (Long.bitCount(slab.freeBits(word)) * 4 >= Long.bitCount(slab.fullWord(word))) {
                return true;
            }
        }
        return false;
    }
}
