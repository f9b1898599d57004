package io.hakmem.pool;

import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SuperSlab;
import java.util.concurrent.atomic.AtomicLong;

/// Slabs of size classes born in free slots.
final class Births {
    private final AddressSpace space;
    private final SlotPool slots;
    private final Journal journal;
    private final AtomicLong born = new AtomicLong();
    private final AtomicLong reusedAcrossClasses = new AtomicLong();

    Births(AddressSpace space, SlotPool slots, Journal journal) {
        this.space = space;
        this.slots = slots;
        this.journal = journal;
    }

    /// Bears a slab in a free slot that has pages, and claims its first word. One that the budget does not serve is
    /// listed again, so the search goes on behind it.
    boolean bearInEmpty(int sizeClass, long heap, Claim claim) {
        for (int index = slots.empty().nextSet(0);
                index >= 0;
                index = slots.empty().nextSet(index + 1)) {
            Slab newborn = new Slab(index, space.slotBase(index), sizeClass, heap);
            if (slots.empty().clear(index) && bear(newborn, heap, claim)) {
                return true;
            }
        }
        return false;
    }

    /// Bears a slab in any free slot of an active SuperSlab, and claims its first word. Where the budget refuses the
    /// pages of one, it refuses those of all.
    boolean bearInFreeSlot(int sizeClass, long heap, Claim claim) {
        int index = slots.withFree().nextSet(0);
        while (index >= 0) {
            SuperSlab superSlab = space.superSlab(index);
            long free = superSlab.freeSlots();
            if (free == 0) {
                slots.clearUnlessFree(superSlab);
            } else {
                int slot = superSlab.firstSlotIndex() + Long.numberOfTrailingZeros(free);
                if (bear(new Slab(slot, space.slotBase(slot), sizeClass, heap), heap, claim)) {
                    slots.empty().clear(slot);
                    return true;
                }
                if (claim.isOverBudget()) {
                    return false;
                }
            }
            index = slots.withFree().nextSet(index);
        }
        return false;
    }

    /// Blocks that the budget does not allow stay free in the newborn: it is leased, or its bearer settles it.
    private boolean bear(Slab newborn, long heap, Claim claim) {
        SuperSlab superSlab = space.superSlabOfSlot(newborn.slotIndex());
        int slot = space.slotInSuperSlab(newborn.slotIndex());
        if (!superSlab.freeToOwned(slot)) {
            return false;
        }
        long all = newborn.fullWord(0);
        long bits = slots.dirty().commit(newborn, 0, all);
        if (bits == 0) {
            claim.overBudget();
            slots.ownedToFreeAgain(superSlab, slot);
            return false;
        }
        born.getAndIncrement();
        if (superSlab.bornAs(slot, newborn.sizeClass())) {
            reusedAcrossClasses.getAndIncrement();
        }
        if (bits != all) {
            newborn.giveWord(0, all & ~bits);
        }
        claim.set(newborn, 0, bits, heap != Slab.NOBODY);
        space.ownedToCarrying(newborn);
        journal.born(newborn.slotIndex(), newborn.sizeClass());
        return true;
    }

    /// Slab lives begun.
    long born() {
        return born.get();
    }

    long reusedAcrossClasses() {
        return reusedAcrossClasses.get();
    }
}
