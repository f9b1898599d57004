package io.hakmem.run;

import io.hakmem.pool.Attention;
import io.hakmem.pool.Counters;
import io.hakmem.pool.PagePool;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.SlotPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Run;
import io.hakmem.slab.SlotOwner;
import org.jspecify.annotations.Nullable;

/// Blocks of OS pages: above the largest size class, or aligned to more than one serves.
///
/// A block of n pages is n / pagesPerSlot whole adjacent slots, followed by the remaining pages at the start of the
/// next slot. Without whole slots it is a block of a [PageSlab], anywhere in it; else it is a [Run]. The callers
/// hold no heap: growth waits for a lock, and the way back calls the system. Pages are numbered from the base of the
/// reservation.
public final class RunAllocator {
    private static final long NO_ROOM = -1;
    private static final long OVER_BUDGET = -2;

    private final AddressSpace space;
    private final Reservation reservation;
    private final SlotPool slots;
    private final PagePool pages;
    private final Counters counters;
    private final Attention attention;
    private final Runnable drain;
    private final Runnable trim;
    private final int pageBytes;
    private final int pagesPerSlot;

    /// @param drain makes others give back what they park, before a block is refused
    /// @param trim gives all free memory back to the system, before the budget refuses a block
    public RunAllocator(AddressSpace space, SharedPool pool, Counters counters, Runnable drain, Runnable trim) {
        this.space = space;
        this.reservation = space.reservation();
        this.slots = pool.slots();
        this.pages = pool.pages();
        this.counters = counters;
        this.attention = pool.attention();
        this.drain = drain;
        this.trim = trim;
        this.pageBytes = reservation.pageBytes();
        this.pagesPerSlot = SizeClasses.SLAB_BYTES / pageBytes;
    }

    /// What is told about each block.
    @FunctionalInterface
    public interface Visitor {
        /// A block begins at `address` and has `bytes` usable bytes.
        void visit(long address, long bytes);
    }

    // ---- allocate ----

    /// Allocates a block of at least `bytes` bytes, more than 0, and returns its address, a multiple of `alignment`, a
    /// power of two; 0 when the reservation has no room or the budget does not allow it.
    public long allocate(long bytes, long alignment) {
        return allocate(bytes, alignment, false);
    }

    /// As [#allocate], and the usable bytes are zero. Writes only to pages that may hold data.
    public long allocateZeroed(long bytes, long alignment) {
        return allocate(bytes, alignment, true);
    }

    private long allocate(long bytes, long alignment, boolean zeroed) {
        if (bytes > reservation.bytes() || !slots.commitment().mayHold(goodBytes(bytes))) {
            return 0;
        }
        StackRoom.require();
        long count = pagesFor(bytes);
        for (int refusals = 0; ; refusals++) {
            long purgesBefore = slots.purgesEnded();
            long first = takeAsBlock(count, alignment, zeroed);
            if (first >= 0) {
                attention.call();
                return reservation.base() + first * pageBytes;
            }
            if (!relieve(first == OVER_BUDGET, refusals, purgesBefore)) {
                return 0;
            }
        }
    }

    /// Takes the pages of a block and notes it; returns the number of the first, [#NO_ROOM] or [#OVER_BUDGET].
    private long takeAsBlock(long count, long alignment, boolean zeroed) {
        long first = take(count, alignment);
        if (first < 0) {
            return NO_ROOM;
        }
        boolean committed = false;
        try {
            Run run = count < pagesPerSlot ? null : runOf(first, count);
            if (zeroed) {
                slots.dirty().zero(first, count);
            }
            committed = slots.dirty().commit(first, count);
            if (committed) {
                ownedToBlock(run, first, count);
            }
        } finally {
            if (!committed) {
                giveBack(first, count);
            }
        }
        return committed ? first : OVER_BUDGET;
    }

    /// Before a refusal: makes others give back what they park; then gives back what pays for other pages; then waits
    /// for those who hold such pages to purge them. Whether another try has a chance.
    private boolean relieve(boolean overBudget, int refusals, long purgesBefore) {
        if (refusals == 0) {
            drain.run();
            return true;
        }
        if (refusals == 1 && overBudget) {
            trim.run();
            return true;
        }
        return overBudget && slots.waitForPurges(purgesBefore);
    }

    private void ownedToBlock(@Nullable Run run, long first, long count) {
        if (run == null) {
            pages.slabOf(slotOf(first)).takenToBlock((int) (first % pagesPerSlot), (int) count);
        } else {
            space.ownedToCarrying(run);
        }
    }

    /// Owns the pages and returns the number of the first, −1 when there is no room.
    private long take(long count, long alignment) {
        int whole = (int) (count / pagesPerSlot);
        int tail = (int) (count % pagesPerSlot);
        if (whole == 0 && alignment < SizeClasses.SLAB_BYTES) {
            long page = pages.take(tail, (int) Math.max(1, alignment / pageBytes));
            if (page >= 0) {
                return page;
            }
        }
        int slotCount = whole + (tail > 0 ? 1 : 0);
        if (slotCount > space.slotsPerSuperSlab() || alignment > reservation.superSlabBytes()) {
            return pages.takeSuperSlabs(whole, tail, alignment);
        }
        long page = pages.takeSlots(whole, tail, alignment, false);
        while (page < 0 && slots.grow(slotCount, alignment, counters)) {
            page = pages.takeSlots(whole, tail, alignment, false);
        }
        return page >= 0 ? page : pages.takeSlots(whole, tail, alignment, true);
    }

    /// The usable bytes of a block of `bytes` bytes.
    public long goodBytes(long bytes) {
        return pagesFor(bytes) * pageBytes;
    }

    private long pagesFor(long bytes) {
        return (bytes - 1) / pageBytes + 1;
    }

    private Run runOf(long first, long count) {
        return new Run(slotOf(first), reservation.base() + first * pageBytes, count * pageBytes);
    }

    private int slotOf(long page) {
        return (int) (page / pagesPerSlot);
    }

    // ---- free ----

    /// Frees the block at `address`, where no slab of a size class lives; `null` when that was done, else why not, and
    /// nothing is changed.
    public @Nullable Refusal free(long address) {
        StackRoom.require();
        SlotOwner owner = ownerAt(address);
        int length = owner instanceof PageSlab slab ? lengthAt(slab, address) : 0;
        if (length == 0 && !(owner instanceof Run run && run.base() == address)) {
            return refusalOf(address);
        }
        if (!blockToOwned(owner, address, length)) {
            return Refusal.ALREADY_FREE;
        }
        counters.remoteFree();
        counters.remoteBatch();
        if (owner instanceof PageSlab slab) {
            pages.giveBack(slab, PageSlab.pages(slab.pageAt(address), length));
        } else if (owner instanceof Run run) {
            giveBack((long) run.slotIndex() * pagesPerSlot, run.bytes() / pageBytes);
        }
        settleCache();
        return null;
    }

    private boolean blockToOwned(@Nullable SlotOwner owner, long address, int length) {
        return owner instanceof PageSlab slab
                ? slab.changeLength(slab.pageAt(address), length, 0)
                : owner instanceof Run run && space.carryingToOwned(run);
    }

    /// Gives owned pages from the beginning of a slot on back, or those of one slab of pages.
    private void giveBack(long first, long count) {
        int whole = (int) (count / pagesPerSlot);
        int tail = (int) (count % pagesPerSlot);
        if (tail > 0) {
            pages.giveBack(pages.slabOf(slotOf(first) + whole), PageSlab.pages((int) (first % pagesPerSlot), tail));
        }
        if (whole > 0) {
            slots.giveSlots(slotOf(first), whole);
        }
    }

    /// After SuperSlabs may have gone to the cache: gives back what is too much for it.
    private void settleCache() {
        if (slots.isEvictionDue()) {
            slots.evictOverdue();
        }
        attention.call();
    }

    // ---- resize ----

    /// Makes the block at `address` `newBytes` bytes long, more than 0, where it is: by taking free neighbours, or by
    /// giving the rest back; false, and nothing is changed, when that cannot be done.
    public boolean resizeInPlace(long address, long newBytes) {
        if (newBytes > reservation.bytes() || !slots.commitment().mayHold(goodBytes(newBytes))) {
            return false;
        }
        long count = pagesFor(newBytes);
        SlotOwner owner = ownerAt(address);
        if (owner instanceof PageSlab slab) {
            return resize(slab, address, count);
        }
        return owner instanceof Run run && run.base() == address && resize(run, count);
    }

    private boolean resize(PageSlab slab, long address, long newCount) {
        int length = lengthAt(slab, address);
        int page = slab.pageAt(address);
        if (length == 0 || newCount >= pagesPerSlot || page + newCount > pagesPerSlot) {
            return false;
        }
        int count = (int) newCount;
        long more = PageSlab.pages(page + length, Math.max(0, count - length));
        long less = PageSlab.pages(page + count, Math.max(0, length - count));
        if (!slab.takeAll(more)) {
            return false;
        }
        boolean changed = false;
        try {
            long behind = (long) slab.slotIndex() * pagesPerSlot + page + length;
            changed = (more == 0 || commitOrTrim(behind, count - length)) && slab.changeLength(page, length, count);
        } finally {
            long back = changed ? less : more;
            if (back != 0) {
                pages.giveBack(slab, back);
            }
        }
        return changed;
    }

    /// Commits owned pages behind a block. A trim does not touch them, and frees what pays for them: moving the block
    /// instead would take even more.
    private boolean commitOrTrim(long first, long count) {
        if (slots.dirty().commit(first, count)) {
            return true;
        }
        trim.run();
        return slots.dirty().commit(first, count);
    }

    private boolean resize(Run run, long newCount) {
        long count = run.bytes() / pageBytes;
        if (newCount == count) {
            return true;
        }
        long first = (long) run.slotIndex() * pagesPerSlot;
        if (first + newCount >= reservation.bytes() / pageBytes) {
            return false;
        }
        Run fresh = newCount < pagesPerSlot ? null : runOf(first, newCount);
        PageSlab newTail = newCount % pagesPerSlot == 0
                ? null
                : pages.newborn(slotOf(first + newCount), (int) (newCount % pagesPerSlot));
        // Owned as by a free: until the new length is named, nobody else finds the block.
        if (!space.carryingToOwned(run)) {
            return false;
        }
        if (newCount < count) {
            shrink(run, fresh, newTail);
            settleCache();
            return true;
        }
        boolean grown = false;
        try {
            grown = extend(run, newCount, newTail);
        } finally {
            space.ownedToCarrying(grown && fresh != null ? fresh : run);
        }
        return grown;
    }

    /// Gives the rest of an owned run back and names what stays: a run, or a block of a slab of pages.
    private void shrink(Run run, @Nullable Run fresh, @Nullable PageSlab newTail) {
        int oldEnd = run.slotIndex() + run.slotCount();
        int end = run.slotIndex() + (fresh == null ? 0 : fresh.slotCount());
        long oldTail = PageSlab.pages(0, run.tailBytes() / pageBytes);
        if (end < oldEnd && newTail != null) {
            if (fresh == null) {
                newTail.takenToBlock(0, PageSlab.longestRun(newTail.allPages() & ~newTail.freePages()));
            }
            pages.ownedToCarrying(newTail);
        } else if (newTail != null) {
            oldTail &= newTail.freePages();
        }
        if (fresh != null) {
            space.ownedToCarrying(fresh);
        }
        if (oldTail != 0) {
            pages.giveBack(pages.slabOf(oldEnd), oldTail);
        }
        int from = end + (newTail == null ? 0 : 1);
        if (from < oldEnd) {
            slots.giveSlots(from, oldEnd - from);
        }
    }

    /// Takes and commits what lies between the end of an owned run and its new one: whole slots, and behind them the
    /// pages of `newTail`; whether all of that was free and is within the budget. Else nothing is taken.
    private boolean extend(Run run, long newCount, @Nullable PageSlab newTail) {
        int end = run.slotIndex() + run.slotCount();
        int newEnd = run.slotIndex() + (int) (newCount / pagesPerSlot);
        long first = (long) run.slotIndex() * pagesPerSlot + run.bytes() / pageBytes;
        long count = newCount - run.bytes() / pageBytes;
        long tailPages = PageSlab.pages(0, run.tailBytes() / pageBytes);
        if (tailPages == 0) {
            return takeBehind(end, newEnd, newTail, first, count);
        }
        PageSlab tail = pages.slabOf(end);
        long more = tail.allPages() & ~tailPages & (newEnd > end || newTail == null ? -1L : ~newTail.freePages());
        if (!tail.takeAll(more)) {
            return false;
        }
        boolean grown = false;
        try {
            grown = newEnd == end ? commitOrTrim(first, count) : takeBehind(end + 1, newEnd, newTail, first, count);
        } finally {
            if (!grown) {
                pages.giveBack(tail, more);
            }
        }
        if (grown && newEnd > end) {
            space.carryingToOwned(tail);
        }
        return grown;
    }

    /// Takes whole slots and the pages of `newTail` behind them, and commits `count` pages from `first` on, which are
    /// owned then.
    private boolean takeBehind(int from, int end, @Nullable PageSlab newTail, long first, long count) {
        if (!slots.takeSlots(from, end - from)) {
            return false;
        }
        long tailPages = newTail == null ? 0 : newTail.allPages() & ~newTail.freePages();
        boolean hasTail = false;
        boolean grown = false;
        try {
            hasTail = newTail != null && pages.takeTail(newTail);
            grown = (hasTail || newTail == null) && commitOrTrim(first, count);
        } finally {
            if (hasTail && !grown) {
                pages.giveBack(pages.slabOf(end), tailPages);
            }
            if (!grown && from < end) {
                slots.giveSlots(from, end - from);
            }
        }
        return grown;
    }

    // ---- queries ----

    /// Usable length in bytes of the block at `address`, 0 when none begins there ([#refusalOf] tells why).
    public long usableBytes(long address) {
        SlotOwner owner = ownerAt(address);
        if (owner instanceof PageSlab slab) {
            return (long) lengthAt(slab, address) * pageBytes;
        }
        return owner instanceof Run run && run.base() == address ? run.bytes() : 0;
    }

    /// Why no block begins at `address`, where no slab of a size class lives.
    public Refusal refusalOf(long address) {
        if (!reservation.contains(address - reservation.base())) {
            return Refusal.FOREIGN;
        }
        SlotOwner owner = ownerAt(address);
        if (owner instanceof PageSlab slab) {
            int page = slab.pageAt(address);
            if ((slab.freePages() >>> page & 1) == 0) {
                return Refusal.INTERIOR;
            }
            return slab.addressOf(page) == address ? Refusal.ALREADY_FREE : Refusal.NOT_ALLOCATED;
        }
        return owner instanceof Run ? Refusal.INTERIOR : Refusal.NOT_ALLOCATED;
    }

    private @Nullable SlotOwner ownerAt(long address) {
        long offset = address - reservation.base();
        return reservation.contains(offset) ? space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) : null;
    }

    private static int lengthAt(PageSlab slab, long address) {
        int page = slab.pageAt(address);
        return slab.addressOf(page) == address ? slab.lengthAt(page) : 0;
    }

    /// Visits every block that begins in the slot, which carries no slab of a size class.
    public void visitBlocks(int slotIndex, Visitor visitor) {
        SlotOwner owner = space.ownerOf(slotIndex);
        if (owner instanceof Run run) {
            visitor.visit(run.base(), run.bytes());
        } else if (owner instanceof PageSlab slab) {
            for (int page = 0; page < slab.pageCount(); page++) {
                int length = slab.lengthAt(page);
                if (length > 0) {
                    visitor.visit(slab.addressOf(page), (long) length * pageBytes);
                }
            }
        }
    }
}
