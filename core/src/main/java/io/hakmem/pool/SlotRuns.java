package io.hakmem.pool;

import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.SuperSlab;

/// Where runs of free slots are: hints at the active SuperSlabs by the lengths of theirs. The slot words are the truth.
final class SlotRuns {
    private final AddressSpace space;
    private final RunLists lists;

    SlotRuns(AddressSpace space) {
        this.space = space;
        this.lists = new RunLists(space.superSlabCount(), space.slotsPerSuperSlab());
    }

    /// Makes the lists for a SuperSlab, so that listing it allocates nothing.
    void prepare(int index) {
        lists.prepare(index);
    }

    /// Lists a SuperSlab of which slots were given free.
    void list(SuperSlab superSlab) {
        lists.list(superSlab.index(), SuperSlab.runLengths(superSlab.freeSlots()));
    }

    /// Index of the next SuperSlab from `index` on that may have a run of that length, −1 when there is none.
    int next(int length, int index) {
        return lists.next(length, index);
    }

    /// Moves a SuperSlab that does not belong into the list of that length any more.
    void relist(SuperSlab superSlab, int length) {
        if ((SuperSlab.runLengths(superSlab.freeSlots()) >>> length & 1) == 0) {
            lists.unlist(superSlab.index(), length);
            list(superSlab);
        }
    }

    /// Whether `count` adjacent slots are free at a multiple of `alignment`, at most the length of a SuperSlab.
    boolean holds(int count, long alignment) {
        long aligned = alignedSlots(alignment);
        for (int length = count; length <= space.slotsPerSuperSlab(); length++) {
            for (int index = next(length, 0); index >= 0; index = next(length, index + 1)) {
                SuperSlab superSlab = space.superSlab(index);
                if ((SuperSlab.starts(superSlab.freeSlots(), count) & aligned) != 0) {
                    return true;
                }
                relist(superSlab, length);
            }
        }
        return false;
    }

    /// One bit per slot of a SuperSlab whose address is a multiple of `alignment`.
    long alignedSlots(long alignment) {
        return SuperSlab.multiplesOf((int) Math.max(1, alignment >>> SizeClasses.SLAB_SHIFT));
    }

    /// Whether every SuperSlab up to the highest that was used is found, and no summary hides a bit: at rest.
    boolean isValid(int highestUsed) {
        for (int index = 0; index <= highestUsed; index++) {
            SuperSlab superSlab = space.knownSuperSlab(index);
            if (superSlab != null && !lists.isListed(index, SuperSlab.runLengths(superSlab.freeSlots()))) {
                return false;
            }
        }
        return lists.isValid();
    }

    long metadataBytes() {
        return lists.metadataBytes();
    }
}
