package io.hakmem.pool;

import io.hakmem.os.PageSource;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SuperSlab;

/// Which pages may hold data: marks and charges them before they are handed out, and zeroes only them. The callers own
/// the pages. Pages are numbered from the base of the reservation.
public final class DirtyPages {
    private final AddressSpace space;
    private final PageSource source;
    private final Commitment commitment;

    DirtyPages(AddressSpace space, PageSource source, Commitment commitment) {
        this.space = space;
        this.source = source;
        this.commitment = commitment;
    }

    /// Marks the pages of blocks that are about to be handed out as dirty and charges them.
    void commit(Slab slab, int word, long bits) {
        SuperSlab superSlab = space.superSlabOfSlot(slab.slotIndex());
        int slot = space.slotInSuperSlab(slab.slotIndex());
        superSlab.touch(slot);
        int blockBytes = slab.blockBytes();
        long dirty = superSlab.dirtyPages(slot);
        long whole = pages(word * 64 * blockBytes, Math.min(64, slab.capacity() - word * 64) * blockBytes);
        if ((whole & ~dirty) == 0) {
            return;
        }
        long wanted = 0;
        for (long some = bits; some != 0; some &= some - 1) {
            wanted |= pages((word * 64 + Long.numberOfTrailingZeros(some)) * blockBytes, blockBytes);
        }
        commitment.charge(superSlab.markDirty(slot, wanted & ~dirty));
    }

    /// Marks `count` owned pages as dirty and charges them.
    ///
    /// @param page number of the first, counted from the base of the reservation
    public void commit(long page, long count) {
        long charged = 0;
        for (long at = page; at < page + count; at = slotEnd(at)) {
            SuperSlab superSlab = space.superSlabOfSlot(slotOf(at));
            superSlab.touch(space.slotInSuperSlab(slotOf(at)));
            charged += superSlab.markDirty(space.slotInSuperSlab(slotOf(at)), pagesInSlot(at, page + count));
        }
        commitment.charge(charged);
    }

    /// Writes zeros over those of `count` owned pages that may hold data.
    public void zero(long page, long count) {
        int pageBytes = space.reservation().pageBytes();
        long from = page;
        for (long at = page; at < page + count; at++) {
            SuperSlab superSlab = space.superSlabOfSlot(slotOf(at));
            long dirty = superSlab.dirtyPages(space.slotInSuperSlab(slotOf(at)));
            if ((dirty >>> at % pagesPerSlot() & 1) == 0) {
                zeroRange(from, at, pageBytes);
                from = at + 1;
            }
        }
        zeroRange(from, page + count, pageBytes);
    }

    private void zeroRange(long from, long to, int pageBytes) {
        if (from < to) {
            source.zero(space.reservation().base() + from * pageBytes, (to - from) * pageBytes);
        }
    }

    private int pagesPerSlot() {
        return SizeClasses.SLAB_BYTES / space.reservation().pageBytes();
    }

    private int slotOf(long page) {
        return (int) (page / pagesPerSlot());
    }

    private long slotEnd(long page) {
        return (page / pagesPerSlot() + 1) * pagesPerSlot();
    }

    /// One bit per page of the slot of `page`, from that page on and before `end`.
    private long pagesInSlot(long page, long end) {
        int first = (int) (page % pagesPerSlot());
        return PageSlab.pages(first, (int) (Math.min(end, slotEnd(page)) - page));
    }

    /// One bit per page of a slot that the range touches.
    private long pages(int fromByte, int lengthBytes) {
        int first = fromByte / space.reservation().pageBytes();
        int last = (fromByte + lengthBytes - 1) / space.reservation().pageBytes();
        return (-1L >>> (63 - last)) & -1L << first;
    }
}
