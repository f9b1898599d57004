package io.hakmem.pool;

import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.SlotOwner;
import io.hakmem.slab.SuperSlab;

/// The slabs of pages: where runs of free pages are, births, the tail of every give-back, and retirement.
///
/// The free bits of a slab are the truth; [RunLists] hint at the slabs by their longest runs of free pages. Pages are
/// numbered from the base of the reservation.
public final class PagePool {
    /// Runs of slots that are a slot too short, unless their tail finds room in the slab of pages behind them.
    private static final int LOOKS_AT_SHARED_TAILS = 32;

    private final AddressSpace space;
    private final SlotPool slots;
    private final int pagesPerSlot;
    private final RunLists lists;

    PagePool(AddressSpace space, SlotPool slots) {
        this.space = space;
        this.slots = slots;
        this.pagesPerSlot = SizeClasses.SLAB_BYTES / space.reservation().pageBytes();
        this.lists = new RunLists(space.slotCount(), pagesPerSlot - 1);
    }

    /// Takes `count` adjacent pages of one slab at a multiple of `step` pages and returns the number of the first; −1
    /// when there are none. Shortest sufficient run first, lowest slab first.
    public long take(int count, int step) {
        for (int length = count; length < pagesPerSlot; length++) {
            for (int slot = lists.next(length, 0); slot >= 0; slot = lists.next(length, slot + 1)) {
                int page = space.ownerOf(slot) instanceof PageSlab slab ? slab.takeRun(count, step) : -1;
                relist(slot, length);
                if (page >= 0) {
                    return (long) slot * pagesPerSlot + page;
                }
            }
        }
        return -1;
    }

    /// Moves a slab that does not belong into the list of that length any more.
    private void relist(int slot, int length) {
        if (!(space.ownerOf(slot) instanceof PageSlab slab) || PageSlab.longestRun(slab.freePages()) != length) {
            lists.unlist(slot, length);
            if (space.ownerOf(slot) instanceof PageSlab slab) {
                list(slab, slab.freePages());
            }
        }
    }

    /// Takes `slotCount` whole slots of an active SuperSlab and the first `tailPages` pages of the slot behind them,
    /// and returns the number of the first page; −1 when there is no such place. Shortest sufficient run of slots
    /// first, then lowest SuperSlab.
    ///
    /// @param thorough whether to look at every run that is one slot too short, in case the slab of pages behind it has
    ///     room for the tail; else at some, and only below the first that is long enough
    public long takeSlots(int slotCount, int tailPages, long alignment, boolean thorough) {
        long aligned = slots.runs().alignedSlots(alignment);
        int needed = slotCount + (tailPages > 0 ? 1 : 0);
        for (int length = Math.max(slotCount, 1); length <= space.slotsPerSuperSlab(); length++) {
            boolean all = thorough || length >= needed;
            int looks = all ? Integer.MAX_VALUE : LOOKS_AT_SHARED_TAILS;
            int longEnough = all ? -1 : slots.runs().next(needed, 0);
            int last = longEnough < 0 ? Integer.MAX_VALUE : longEnough;
            int index = slots.runs().next(length, 0);
            for (;
                    index >= 0 && index <= last && looks > 0;
                    index = slots.runs().next(length, index + 1)) {
                SuperSlab superSlab = space.superSlab(index);
                int first = takeSlots(superSlab, aligned, slotCount, tailPages);
                slots.runs().relist(superSlab, length);
                if (first >= 0) {
                    return (long) (superSlab.firstSlotIndex() + first) * pagesPerSlot;
                }
                looks--;
            }
        }
        return -1;
    }

    /// The slot of a SuperSlab to begin at that leaves the fewest slots in its run of free ones, −1 when there is none.
    private int tightest(SuperSlab superSlab, long aligned, int slotCount, int tailPages) {
        int tightest = -1;
        int fewest = Integer.MAX_VALUE;
        long free = superSlab.freeSlots();
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
                tightest = first;
            }
            boolean shares = slotCount > 0 && tailPages > 0 && last + slotCount == end;
            if (shares && length - slotCount < fewest && hasRoomForTail(superSlab, end, tailPages)) {
                fewest = length - slotCount;
                tightest = last;
            }
            starts &= -1L << end;
        }
        return tightest;
    }

    private boolean hasRoomForTail(SuperSlab superSlab, int slot, int tailPages) {
        return slot < superSlab.slotCount()
                && space.ownerOf(superSlab.firstSlotIndex() + slot) instanceof PageSlab slab
                && (~slab.freePages() & PageSlab.pages(0, tailPages)) == 0;
    }

    /// Takes slots of the SuperSlab, again while others take them away; returns the first, −1 when there are none.
    private int takeSlots(SuperSlab superSlab, long aligned, int slotCount, int tailPages) {
        int first = tightest(superSlab, aligned, slotCount, tailPages);
        while (first >= 0 && !takeSlotsAt(superSlab, first, slotCount, tailPages)) {
            first = tightest(superSlab, aligned, slotCount, tailPages);
        }
        return first;
    }

    private boolean takeSlotsAt(SuperSlab superSlab, int first, int slotCount, int tailPages) {
        if (tailPages == 0) {
            return superSlab.freeToOwned(first, slotCount);
        }
        boolean newTail = (superSlab.freeSlots() >>> (first + slotCount) & 1) != 0;
        return newTail
                ? takeWithNewTail(superSlab, first, slotCount, tailPages)
                : takeWithSharedTail(superSlab, first, slotCount, tailPages);
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
        lists.prepare(slotIndex);
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
        lists.list(slab.slotIndex(), longest(free));
    }

    /// The bit of the length of the longest run; none when no page is free. A slab that is full just now is about to be
    /// retired.
    private long longest(long free) {
        return free == 0 ? 0 : 1L << Math.min(PageSlab.longestRun(free), pagesPerSlot - 1);
    }

    /// The slab of pages in a slot of which the caller owns pages.
    public PageSlab slabOf(int slotIndex) {
        SlotOwner owner = space.ownerOf(slotIndex);
        if (owner instanceof PageSlab slab) {
            return slab;
        }
        throw new AssertionError("slot " + slotIndex + " has owned pages, but carries " + owner);
    }

    /// Whether every slab with a free page stands in the list of its longest run or of a longer one, and no summary
    /// hides a bit: at rest.
    boolean isValid() {
        int last = slots.highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            if (space.ownerOf(slot) instanceof PageSlab slab && !lists.isListed(slot, longest(slab.freePages()))) {
                return false;
            }
        }
        return lists.isValid();
    }

    long metadataBytes() {
        return lists.metadataBytes();
    }
}
