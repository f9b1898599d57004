package io.hakmem.run;

import io.hakmem.memory.NativeMemory;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.SlotPool;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Run;
import org.jspecify.annotations.Nullable;

/// Blocks above the largest size class: whole slots of one SuperSlab, or whole SuperSlabs when that is too small.
public final class RunAllocator {
    private final AddressSpace space;
    private final SlotPool slots;
    private final Counters counters;

    public RunAllocator(AddressSpace space, SharedPool pool, Counters counters) {
        this.space = space;
        this.slots = pool.slots();
        this.counters = counters;
    }

    /// What is told about each block.
    @FunctionalInterface
    public interface Visitor {
        /// A block begins at `address` and has `bytes` usable bytes.
        void visit(long address, long bytes);
    }

    /// Allocates a block of at least `bytes` bytes, more than 0, and returns its address, a multiple of `alignment`, a
    /// power of two; 0 when the reservation has no room. May wait for the growth lock: the caller holds no heap.
    public long allocate(long bytes, long alignment) {
        if (bytes > space.reservation().bytes() || alignment > space.reservation().superSlabBytes()) {
            return 0;
        }
        int slotCount = (int) ((bytes + SizeClasses.SLAB_BYTES - 1) >>> SizeClasses.SLAB_SHIFT);
        if (alignment > SizeClasses.SLAB_BYTES) {
            slotCount = Math.max(slotCount, space.slotsPerSuperSlab());
        }
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

    /// As [#allocate], and the usable bytes are zero. Writes only to pages that may hold data.
    public long allocateZeroed(long bytes, long alignment) {
        long address = allocate(bytes, alignment);
        if (address != 0) {
            NativeMemory.zero(address, usableBytes(address));
        }
        return address;
    }

    /// The usable bytes of a block of `bytes` bytes.
    public long goodBytes(long bytes) {
        return (bytes + SizeClasses.SLAB_BYTES - 1) & -SizeClasses.SLAB_BYTES;
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

    /// Frees the block at `address`, where no slab lives; `null` when that was done, else why not, and nothing is
    /// changed.
    public @Nullable Refusal free(long address) {
        Run run = runAt(address);
        if (run == null) {
            return refusalOf(address);
        }
        if (!space.carryingToOwned(run)) {
            return Refusal.ALREADY_FREE;
        }
        counters.remoteFree();
        counters.remoteBatch();
        giveBack(run.slotIndex(), (int) (run.bytes() >>> SizeClasses.SLAB_SHIFT));
        return null;
    }

    private void giveBack(int slotIndex, int slotCount) {
        if (slotCount <= space.slotsPerSuperSlab()) {
            slots.ownedToFree(slotIndex, slotCount);
        } else {
            slots.runToUnused(slotIndex / space.slotsPerSuperSlab(), superSlabsFor(slotCount));
        }
    }

    /// Makes the block at `address` `newBytes` bytes long, more than 0, where it is: by taking free neighbours, or by
    /// giving the rest back; false, and nothing is changed, when that cannot be done.
    public boolean resizeInPlace(long address, long newBytes) {
        return usableBytes(address) == goodBytes(newBytes);
    }

    /// Usable length in bytes of the block at `address`, 0 when none begins there ([#refusalOf] tells why).
    public long usableBytes(long address) {
        Run run = runAt(address);
        return run == null ? 0 : run.bytes();
    }

    /// Why no block begins at `address`, where no slab lives.
    public Refusal refusalOf(long address) {
        long offset = address - space.reservation().base();
        if (!space.reservation().contains(offset)) {
            return Refusal.FOREIGN;
        }
        return space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Run
                ? Refusal.INTERIOR
                : Refusal.NOT_ALLOCATED;
    }

    private @Nullable Run runAt(long address) {
        long offset = address - space.reservation().base();
        return space.reservation().contains(offset)
                        && space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Run run
                        && run.base() == address
                ? run
                : null;
    }

    /// Visits every block in the slot, which carries no slab, that nobody freed before.
    public void visitBlocks(int slotIndex, Visitor visitor) {
        if (space.ownerOf(slotIndex) instanceof Run run) {
            visitor.visit(run.base(), run.bytes());
        }
    }
}
