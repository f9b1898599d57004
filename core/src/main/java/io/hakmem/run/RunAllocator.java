package io.hakmem.run;

import io.hakmem.pool.Counters;
import io.hakmem.pool.SlotPool;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Run;

/// Blocks above the largest size class: whole slots of one SuperSlab, or whole SuperSlabs when that is too small.
public final class RunAllocator {
    private final AddressSpace space;
    private final SlotPool slots;
    private final Counters counters;

    public RunAllocator(AddressSpace space, SlotPool slots, Counters counters) {
        this.space = space;
        this.slots = slots;
        this.counters = counters;
    }

    /// Allocates and returns the address, 0 when the reservation has no room. May wait for the growth lock.
    public long allocate(long bytes) {
        if (bytes > space.reservation().bytes()) {
            return 0;
        }
        int slotCount = (int) ((bytes + SizeClasses.SLAB_BYTES - 1) >>> SizeClasses.SLAB_SHIFT);
        boolean inOneSuperSlab = slotCount <= space.slotsPerSuperSlab();
        int first = inOneSuperSlab ? takeSlots(slotCount) : takeSuperSlabs(superSlabsFor(slotCount));
        if (first < 0) {
            return 0;
        }
        Run run;
        try {
            run = new Run(first, space.slotBase(first), (long) slotCount << SizeClasses.SLAB_SHIFT);
        } catch (Throwable e) {
            giveBack(first, slotCount);
            throw e;
        }
        slots.commitRun(first, slotCount);
        space.ownedToCarrying(run);
        return run.base();
    }

    private int takeSlots(int slotCount) {
        int first = slots.takeRun(slotCount);
        while (first < 0 && slots.grow(slotCount, counters)) {
            first = slots.takeRun(slotCount);
        }
        return first;
    }

    private int takeSuperSlabs(int count) {
        int first = slots.unusedToRun(count);
        return first < 0 ? -1 : first * space.slotsPerSuperSlab();
    }

    private int superSlabsFor(int slotCount) {
        return (slotCount + space.slotsPerSuperSlab() - 1) / space.slotsPerSuperSlab();
    }

    /// Frees a run; whether this call did it, and not another at the same time.
    public boolean free(Run run) {
        if (!space.carryingToOwned(run)) {
            return false;
        }
        counters.remoteFree();
        counters.remoteBatch();
        giveBack(run.slotIndex(), (int) (run.bytes() >>> SizeClasses.SLAB_SHIFT));
        return true;
    }

    private void giveBack(int slotIndex, int slotCount) {
        if (slotCount <= space.slotsPerSuperSlab()) {
            slots.ownedToFree(slotIndex, slotCount);
        } else {
            slots.runToUnused(slotIndex / space.slotsPerSuperSlab(), superSlabsFor(slotCount));
        }
    }
}
