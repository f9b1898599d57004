package io.hakmem.pool;

import io.hakmem.os.PageSource;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SuperSlab;

/// Which pages may hold data: marks and charges them before they are handed out, and zeroes only them. The callers own
/// the pages. Pages are numbered from the base of the reservation.
public final class DirtyPages {
    private final AddressSpace space;
    private final PageSource source;
    private final Commitment commitment;

    /// Binary logarithms of the pages of a slot, and of a SuperSlab.
    private final int slotShift;

    private final int superSlabShift;

    DirtyPages(AddressSpace space, PageSource source, Commitment commitment) {
        this.space = space;
        this.source = source;
        this.commitment = commitment;
        this.slotShift = SizeClasses.SLAB_SHIFT - Integer.numberOfTrailingZeros(source.pageBytes());
        this.superSlabShift = slotShift + Integer.numberOfTrailingZeros(space.slotsPerSuperSlab());
    }

    /// Charges the pages of owned blocks that are about to be handed out, and marks them as dirty; returns the blocks
    /// for which the budget was enough. Those that lie on pages which are dirty already need none.
    long commit(Slab slab, int word, long bits) {
        return commitAll(slab, word, bits) ? bits : commitSome(slab, word, bits);
    }

    /// The same for all of them or none; whether the budget was enough.
    boolean commitAll(Slab slab, int word, long bits) {
        SuperSlab superSlab = space.superSlabOfSlot(slab.slotIndex());
        int slot = space.slotInSuperSlab(slab.slotIndex());
        superSlab.touch(slot);
        int blockBytes = slab.blockBytes();
        long dirty = superSlab.dirtyPages(slot);
        long whole = pages(word * 64 * blockBytes, Math.min(64, slab.capacity() - word * 64) * blockBytes);
        if ((whole & ~dirty) == 0) {
            return true;
        }
        long wanted = 0;
        for (long some = bits; some != 0; some &= some - 1) {
            wanted |= pagesOf(slab, word, some);
        }
        return commit(superSlab, slot, wanted & ~dirty);
    }

    /// One by one: the budget is not enough for all.
    private long commitSome(Slab slab, int word, long bits) {
        SuperSlab superSlab = space.superSlabOfSlot(slab.slotIndex());
        int slot = space.slotInSuperSlab(slab.slotIndex());
        long good = 0;
        for (long some = bits; some != 0; some &= some - 1) {
            if (commit(superSlab, slot, pagesOf(slab, word, some) & ~superSlab.dirtyPages(slot))) {
                good |= Long.lowestOneBit(some);
            }
        }
        return good;
    }

    /// The pages of the block of the lowest of these bits.
    private long pagesOf(Slab slab, int word, long bits) {
        return pages((word * 64 + Long.numberOfTrailingZeros(bits)) * slab.blockBytes(), slab.blockBytes());
    }

    /// Charges pages that were clean and marks them. Others may mark some meanwhile, by blocks of theirs: the charge
    /// comes first, so that it is never less than what is marked, and what was not needed is refunded.
    private boolean commit(SuperSlab superSlab, int slot, long clean) {
        int count = Long.bitCount(clean);
        if (!commitment.tryCharge(count)) {
            return false;
        }
        commitment.discharge(count - superSlab.markDirty(slot, clean));
        return true;
    }

    /// Charges `count` owned pages and marks them as dirty; false, and nothing is changed, when that is over the
    /// budget.
    ///
    /// @param page number of the first, counted from the base of the reservation
    public boolean commit(long page, long count) {
        long end = page + count;
        long clean = 0;
        for (long at = page; at < end; at = superSlabEnd(at)) {
            SuperSlab superSlab = superSlabOf(at);
            int first = pageInSuperSlab(at);
            int last = first + (int) (Math.min(end, superSlabEnd(at)) - at) - 1;
            for (int slot = first >>> slotShift; slot <= last >>> slotShift; slot++) {
                superSlab.touch(slot);
            }
            clean += superSlab.cleanPages(first, last - first + 1);
        }
        return clean == 0 || commitClean(page, end, clean);
    }

    private boolean commitClean(long page, long end, long clean) {
        if (!commitment.tryCharge(clean)) {
            return false;
        }
        long marked = 0;
        for (long at = page; at < end; at = superSlabEnd(at)) {
            marked += superSlabOf(at).markDirtyPages(pageInSuperSlab(at), (int) (Math.min(end, superSlabEnd(at)) - at));
        }
        commitment.discharge(clean - marked);
        return true;
    }

    /// Writes zeros over those of `count` owned pages that may hold data.
    public void zero(long page, long count) {
        int pageBytes = space.reservation().pageBytes();
        long from = page;
        for (long at = page; at < page + count; at++) {
            if (superSlabOf(at).cleanPages(pageInSuperSlab(at), 1) > 0) {
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

    private SuperSlab superSlabOf(long page) {
        return space.superSlab((int) (page >>> superSlabShift));
    }

    private int pageInSuperSlab(long page) {
        return (int) page & (1 << superSlabShift) - 1;
    }

    private long superSlabEnd(long page) {
        return ((page >>> superSlabShift) + 1) << superSlabShift;
    }

    /// One bit per page of a slot that the range touches.
    private long pages(int fromByte, int lengthBytes) {
        int first = fromByte / space.reservation().pageBytes();
        int last = (fromByte + lengthBytes - 1) / space.reservation().pageBytes();
        return (-1L >>> (63 - last)) & -1L << first;
    }
}
