package io.hakmem.slab;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.bits.ReferenceTable;
import io.hakmem.size.SizeClasses;
import org.jspecify.annotations.Nullable;

/// The reservation as SuperSlabs and slots: which SuperSlabs are unused (one bit each), and what lives in each slot.
///
/// The first and the last SuperSlab are never used, so that a write a little outside of a block never leaves the
/// mapping, and offset 0 is no block's.
public final class AddressSpace {
    private final Reservation reservation;
    private final int slotsPerSuperSlab;
    private final AtomicBitmap unused;
    private final ReferenceTable superSlabs;
    private final SlabTable slabs;

    /// Per slot its [PageSlab], or the [Run] that begins there, or its [CoalescedSlab].
    private final ReferenceTable paged;

    /// A space of which all is unused.
    public AddressSpace(Reservation reservation) {
        this(reservation, allUnused(reservation.superSlabCount()));
    }

    private AddressSpace(Reservation reservation, AtomicBitmap unused) {
        this.reservation = reservation;
        this.slotsPerSuperSlab = reservation.superSlabBytes() / SizeClasses.SLAB_BYTES;
        int count = reservation.superSlabCount();
        this.superSlabs = new ReferenceTable(count);
        this.slabs = new SlabTable(count * slotsPerSuperSlab);
        this.paged = new ReferenceTable(count * slotsPerSuperSlab);
        this.unused = unused;
    }

    private static AtomicBitmap allUnused(int count) {
        AtomicBitmap unused = new AtomicBitmap(count);
        for (int index = 1; index < count - 1; index++) {
            unused.set(index);
        }
        return unused;
    }

    /// The same reservation for another allocator. Each SuperSlab is in at most one of the two: both take from the same
    /// unused ones, and what the other has is bare here.
    public AddressSpace sibling() {
        return new AddressSpace(reservation, unused);
    }

    /// What the slot carries: a slab, a slab of pages, the beginning of a run, or nothing that a block could belong to.
    public @Nullable SlotOwner ownerOf(int slotIndex) {
        Slab slab = slabs.getAcquire(slotIndex);
        if (slab != null) {
            return slab;
        }
        Object owner = paged.getAcquire(slotIndex);
        return owner instanceof CoalescedSlab coalesced ? coalesced.slab() : (SlotOwner) owner;
    }

    /// The blocks of a larger class in the slab of a slot; `null` when there never were any.
    public @Nullable CoalescedSlab coalescedAt(int slotIndex) {
        return paged.getAcquire(slotIndex) instanceof CoalescedSlab coalesced ? coalesced : null;
    }

    /// Hides a slab from the fast path, for good; the caller owns blocks of it. Returns what is named in its place: the
    /// argument, or what another named before, who may not have hidden the slab yet.
    public CoalescedSlab carryingToCoalesced(CoalescedSlab coalesced) {
        int slotIndex = coalesced.slab().slotIndex();
        CoalescedSlab before = coalescedAt(slotIndex);
        if (before == null && !paged.compareAndSet(slotIndex, null, coalesced)) {
            before = coalescedAt(slotIndex);
        }
        if (slabs.getAcquire(slotIndex) != null) {
            slabs.setVolatile(slotIndex, null);
        }
        return before == null ? coalesced : before;
    }

    /// Names the newborn of an owned slot.
    public void ownedToCarrying(Slab newborn) {
        slabs.setVolatile(newborn.slotIndex(), newborn);
    }

    /// Forgets the slab of a slot; the caller owns all of its blocks.
    public void carryingToOwned(Slab retired) {
        slabs.setVolatile(retired.slotIndex(), null);
        if (coalescedAt(retired.slotIndex()) != null) {
            paged.setVolatile(retired.slotIndex(), null);
        }
    }

    /// Names the newborn of an owned slot.
    public void ownedToCarrying(PageSlab newborn) {
        paged.setVolatile(newborn.slotIndex(), newborn);
    }

    /// Forgets the slab of a slot; the caller owns all of its pages.
    public void carryingToOwned(PageSlab retired) {
        paged.setVolatile(retired.slotIndex(), null);
    }

    /// Names the run that begins in an owned slot.
    public void ownedToCarrying(Run run) {
        paged.setVolatile(run.slotIndex(), run);
    }

    /// Forgets a run; whether this call did it, and so owns its slots.
    public boolean carryingToOwned(Run run) {
        return paged.compareAndSet(run.slotIndex(), run, null);
    }

    /// Takes the SuperSlab at `index`, which was asked for before, if it is unused.
    public boolean unusedToOwned(SuperSlab superSlab) {
        return unused.clear(superSlab.index());
    }

    /// Index of the next unused SuperSlab from `index` on, −1 when there is none.
    public int nextUnused(int index) {
        return unused.nextSet(index);
    }

    /// Returns owned SuperSlabs without pages to the reservation.
    public void ownedToUnused(int first, int count) {
        for (int index = first; index < first + count; index++) {
            unused.set(index);
        }
    }

    /// Whether a SuperSlab is unused.
    public boolean isUnused(int index) {
        return unused.isSet(index);
    }

    /// The SuperSlab at `index`, made when it is first asked for.
    public SuperSlab superSlab(int index) {
        SuperSlab known = knownSuperSlab(index);
        if (known != null) {
            return known;
        }
        slabs.prepare(index * slotsPerSuperSlab);
        paged.prepare(index * slotsPerSuperSlab);
        long base = reservation.base() + (long) index * reservation.superSlabBytes();
        superSlabs.compareAndSet(index, null, new SuperSlab(index, base, slotsPerSuperSlab, reservation.pageBytes()));
        return superSlab(index);
    }

    /// The SuperSlab at `index` if it was ever used.
    public @Nullable SuperSlab knownSuperSlab(int index) {
        return (SuperSlab) superSlabs.getAcquire(index);
    }

    /// The SuperSlab that a slot belongs to.
    public SuperSlab superSlabOfSlot(int slotIndex) {
        return superSlab(slotIndex / slotsPerSuperSlab);
    }

    /// Position of a slot in its SuperSlab.
    public int slotInSuperSlab(int slotIndex) {
        return slotIndex & slotsPerSuperSlab - 1;
    }

    /// First address of a slot.
    public long slotBase(int slotIndex) {
        return reservation.base() + ((long) slotIndex << SizeClasses.SLAB_SHIFT);
    }

    /// The table of slabs itself: for the fast path.
    public SlabTable slabs() {
        return slabs;
    }

    public Reservation reservation() {
        return reservation;
    }

    public int slotsPerSuperSlab() {
        return slotsPerSuperSlab;
    }

    /// Number of SuperSlabs in the reservation, used or not.
    public int superSlabCount() {
        return reservation.superSlabCount();
    }

    /// Number of slots in the reservation.
    public int slotCount() {
        return superSlabCount() * slotsPerSuperSlab;
    }

    /// Whether every unused SuperSlab has no free slot to take and no dirty page.
    public boolean isValid() {
        for (int index = 0; index < superSlabCount(); index++) {
            SuperSlab superSlab = knownSuperSlab(index);
            if (superSlab != null && unused.isSet(index) && !superSlab.isBare()) {
                return false;
            }
        }
        return unused.isValid();
    }

    /// Bytes of Java heap for the tables, without the slabs they name.
    public long metadataBytes() {
        long bytes =
                superSlabs.metadataBytes() + slabs.metadataBytes() + paged.metadataBytes() + unused.metadataBytes();
        for (int index = 0; index < superSlabCount(); index++) {
            SuperSlab superSlab = knownSuperSlab(index);
            bytes += superSlab == null ? 0 : superSlab.metadataBytes();
        }
        return bytes;
    }
}
