package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.bits.References;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.SlotOwner;
import io.hakmem.slab.SuperSlab;
import org.jspecify.annotations.Nullable;

/// The slabs of pages: where runs of free pages are, births, the tail of every give-back, and retirement.
///
/// The free bits of a slab are the truth. One bitmap per length hints at the slabs whose longest run of free pages it
/// is: *look; when the slab does not belong there, clear the bit, look again, and put it where it belongs.* Who gives
/// pages back lists the slab afterwards. So a slab stands in the list of its longest run or of a longer one. Pages are
/// numbered from the base of the reservation.
public final class PagePool {
    /// The longest run that is shorter than a slot.
    private static final int LONGEST = 15;

    private final AddressSpace space;
    private final SlotPool slots;
    private final int pagesPerSlot;
    private final @Nullable Object[] listed = new Object[LONGEST + 1];

    PagePool(AddressSpace space, SlotPool slots) {
        this.space = space;
        this.slots = slots;
        this.pagesPerSlot = SizeClasses.SLAB_BYTES / space.reservation().pageBytes();
    }

    /// Takes `count` adjacent pages of one slab at a multiple of `step` pages and returns the number of the first; −1
    /// when there are none. Shortest sufficient run first, lowest slab first.
    public long take(int count, int step) {
        for (int length = count; length < pagesPerSlot; length++) {
            AtomicBitmap list = (AtomicBitmap) References.getAcquire(listed, length);
            long page = list == null ? -1 : take(count, step, list, length);
            if (page >= 0) {
                return page;
            }
        }
        return -1;
    }

    private long take(int count, int step, AtomicBitmap list, int length) {
        for (int slot = list.nextSet(0); slot >= 0; slot = list.nextSet(slot + 1)) {
            int page = space.ownerOf(slot) instanceof PageSlab slab ? slab.takeRun(count, step) : -1;
            relist(slot, list, length);
            if (page >= 0) {
                return (long) slot * pagesPerSlot + page;
            }
        }
        return -1;
    }

    /// Moves a slab that does not belong into the list any more.
    private void relist(int slot, AtomicBitmap list, int length) {
        if (!(space.ownerOf(slot) instanceof PageSlab slab) || PageSlab.longestRun(slab.freePages()) != length) {
            list.clear(slot);
            if (space.ownerOf(slot) instanceof PageSlab slab) {
                list(slab, slab.freePages());
            }
        }
    }

    /// Takes `slotCount` whole slots of an active SuperSlab and the first `tailPages` pages of the slot behind them,
    /// and
    /// returns the number of the first page; −1 when there is no such place. Where the fewest free slots are left
    /// beside
    /// it, else lowest.
    public long takeSlots(int slotCount, int tailPages, long alignment) {
        long aligned = slots.alignedSlots(alignment);
        int tightest = tightest(aligned, slotCount, tailPages);
        if (tightest >= 0) {
            SuperSlab superSlab = space.superSlabOfSlot(tightest);
            if (takeSlots(superSlab, 1L << space.slotInSuperSlab(tightest), slotCount, tailPages) >= 0) {
                return (long) tightest * pagesPerSlot;
            }
        }
        for (SuperSlab at = slots.nextWithFree(0); at != null; at = slots.nextWithFree(at.index() + 1)) {
            int first = takeSlots(at, aligned, slotCount, tailPages);
            if (first >= 0) {
                return (long) (at.firstSlotIndex() + first) * pagesPerSlot;
            }
        }
        return -1;
    }

    /// The slot to begin at that leaves the fewest slots in its run of free ones, −1 when there is none.
    private int tightest(long aligned, int slotCount, int tailPages) {
        int tightest = -1;
        int fewest = Integer.MAX_VALUE;
        for (SuperSlab at = slots.nextWithFree(0); at != null && fewest > 0; at = slots.nextWithFree(at.index() + 1)) {
            long free = at.freeSlots();
            long starts = SuperSlab.starts(free, Math.max(slotCount, 1)) & aligned;
            while (starts != 0) {
                int first = Long.numberOfTrailingZeros(starts);
                int end = first + Long.numberOfTrailingZeros(~(free >>> first));
                int below = Long.numberOfLeadingZeros(~(free << (63 - first))) - 1;
                int length = below + end - first;
                int last = 63 - Long.numberOfLeadingZeros(starts & (1L << end) - 1);
                int count = slotCount + (tailPages > 0 ? 1 : 0);
                if (first + count <= end && length - count < fewest) {
                    fewest = length - count;
                    tightest = at.firstSlotIndex() + first;
                }
                boolean shares = slotCount > 0 && tailPages > 0 && last + slotCount == end;
                if (shares && length - slotCount < fewest && hasRoomForTail(at, end, tailPages)) {
                    fewest = length - slotCount;
                    tightest = at.firstSlotIndex() + last;
                }
                starts &= -1L << end;
            }
        }
        return tightest;
    }

    private boolean hasRoomForTail(SuperSlab superSlab, int slot, int tailPages) {
        return slot < superSlab.slotCount()
                && space.ownerOf(superSlab.firstSlotIndex() + slot) instanceof PageSlab slab
                && (~slab.freePages() & PageSlab.pages(0, tailPages)) == 0;
    }

    private int takeSlots(SuperSlab superSlab, long aligned, int slotCount, int tailPages) {
        long free = superSlab.freeSlots();
        long starts = aligned & (slotCount == 0 ? -1 : SuperSlab.starts(free, slotCount));
        for (long some = starts; some != 0; some &= some - 1) {
            int first = Long.numberOfTrailingZeros(some);
            int behind = first + slotCount;
            boolean taken;
            if (tailPages == 0) {
                taken = superSlab.freeToOwned(first, slotCount);
            } else if (behind >= superSlab.slotCount()) {
                return -1;
            } else if ((free >>> behind & 1) != 0) {
                taken = takeWithNewTail(superSlab, first, slotCount, tailPages);
            } else {
                taken = takeWithSharedTail(superSlab, first, slotCount, tailPages);
            }
            if (taken) {
                return first;
            }
        }
        return -1;
    }

    private boolean takeWithNewTail(SuperSlab superSlab, int first, int slotCount, int tailPages) {
        PageSlab newborn = newborn(superSlab.firstSlotIndex() + first + slotCount, tailPages);
        if (!superSlab.freeToOwned(first, slotCount + 1)) {
            return false;
        }
        ownedToCarrying(newborn);
        return true;
    }

    private boolean takeWithSharedTail(SuperSlab superSlab, int first, int slotCount, int tailPages) {
        int behind = superSlab.firstSlotIndex() + first + slotCount;
        long pages = PageSlab.pages(0, tailPages);
        if (!(space.ownerOf(behind) instanceof PageSlab tail) || !tail.takeAll(pages)) {
            return false;
        }
        if (slotCount > 0 && !superSlab.freeToOwned(first, slotCount)) {
            giveBack(tail, pages);
            return false;
        }
        return true;
    }

    /// Takes the SuperSlabs for a block of `slotCount` whole slots and `tailPages` pages, and returns the number of the
    /// first page; −1 when there is no room. May wait for the growth lock.
    public long takeSuperSlabs(int slotCount, int tailPages, long alignment) {
        int count = slotCount + (tailPages > 0 ? 1 : 0);
        int first = slots.takeSuperSlabs(count, alignment);
        if (first >= 0 && tailPages > 0) {
            PageSlab newborn;
            try {
                newborn = newborn(first + slotCount, tailPages);
            } catch (Throwable e) {
                slots.giveSlots(first, count);
                throw e;
            }
            ownedToCarrying(newborn);
        }
        return first < 0 ? -1 : (long) first * pagesPerSlot;
    }

    /// Takes the first pages of the slot of `newborn`, which were taken from it at birth: of the slab of pages that
    /// lives there, or of the slot if it is free; `newborn` lives there then.
    public boolean takeTail(PageSlab newborn) {
        if (space.ownerOf(newborn.slotIndex()) instanceof PageSlab tail) {
            return tail.takeAll(newborn.allPages() & ~newborn.freePages());
        }
        if (!slots.takeSlots(newborn.slotIndex(), 1)) {
            return false;
        }
        ownedToCarrying(newborn);
        return true;
    }

    /// A slab for the slot, of which the caller will own the first pages, and the tables for it. To be made before
    /// anything is taken.
    public PageSlab newborn(int slotIndex, int takenPages) {
        for (int length = 1; length < pagesPerSlot; length++) {
            AtomicBitmap list = (AtomicBitmap) References.getAcquire(listed, length);
            if (list == null) {
                list = new AtomicBitmap(space.slotCount());
                if (!References.compareAndSet(listed, length, null, list)) {
                    list = listOf(length);
                }
            }
            list.prepare(slotIndex);
        }
        return new PageSlab(
                slotIndex, space.slotBase(slotIndex), space.reservation().pageBytes(), takenPages);
    }

    /// Names and lists the newborn of an owned slot.
    public void ownedToCarrying(PageSlab newborn) {
        long free = newborn.freePages();
        space.ownedToCarrying(newborn);
        list(newborn, free);
    }

    /// Gives owned pages back, with the tail.
    public void giveBack(PageSlab slab, long pages) {
        slab.give(pages);
        settle(slab);
    }

    /// The tail: retires the slab if it is full, else lists it.
    public void settle(PageSlab slab) {
        for (long free = slab.freePages(); free == slab.allPages(); free = slab.freePages()) {
            if (slab.fullToOwned()) {
                space.carryingToOwned(slab);
                slots.ownedToFree(slab.slotIndex(), 1);
                return;
            }
        }
        list(slab, slab.freePages());
    }

    private void list(PageSlab slab, long free) {
        int longest = Math.min(PageSlab.longestRun(free), LONGEST);
        if (longest > 0) {
            listOf(longest).set(slab.slotIndex());
        }
    }

    private AtomicBitmap listOf(int length) {
        if (References.getAcquire(listed, length) instanceof AtomicBitmap list) {
            return list;
        }
        throw new AssertionError("a slab of pages was born without its lists");
    }

    /// The slab of pages in a slot of which the caller owns pages.
    public PageSlab slabOf(int slotIndex) {
        SlotOwner owner = space.ownerOf(slotIndex);
        if (owner instanceof PageSlab slab) {
            return slab;
        }
        throw new AssertionError("slot " + slotIndex + " has owned pages, but carries " + owner);
    }

    /// Gives free pages of living slabs back to the system. Calls the system: the caller holds no heap.
    public void purgeFreePages() {
        int last = slots.highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            if (space.ownerOf(slot) instanceof PageSlab slab && !purgeFreePages(slab)) {
                return;
            }
        }
    }

    private boolean purgeFreePages(PageSlab slab) {
        SuperSlab superSlab = space.superSlabOfSlot(slab.slotIndex());
        int slot = space.slotInSuperSlab(slab.slotIndex());
        long candidates = slab.freePages() & superSlab.dirtyPages(slot);
        long taken = candidates == 0 ? 0 : slab.takeAny(candidates);
        if (taken == 0) {
            return true;
        }
        boolean purged = slots.purgePages(superSlab, slot, taken);
        giveBack(slab, taken);
        return purged;
    }

    /// Whether every slab with a free page stands in the list of its longest run or of a longer one, and no summary
    /// hides a bit: at rest.
    boolean isValid() {
        for (int length = 1; length <= LONGEST; length++) {
            AtomicBitmap list = (AtomicBitmap) References.getAcquire(listed, length);
            if (list != null && !list.isValid()) {
                return false;
            }
        }
        int last = slots.highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            if (space.ownerOf(slot) instanceof PageSlab slab && !isListed(slab)) {
                return false;
            }
        }
        return true;
    }

    private boolean isListed(PageSlab slab) {
        int longest = PageSlab.longestRun(slab.freePages());
        for (int length = Math.max(longest, 1); length < pagesPerSlot; length++) {
            if (listOf(length).isSet(slab.slotIndex())) {
                return true;
            }
        }
        return longest == 0;
    }

    long metadataBytes() {
        long bytes = 0;
        for (int length = 1; length <= LONGEST; length++) {
            AtomicBitmap list = (AtomicBitmap) References.getAcquire(listed, length);
            bytes += list == null ? 0 : list.metadataBytes();
        }
        return bytes;
    }
}
