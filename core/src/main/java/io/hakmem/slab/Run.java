package io.hakmem.slab;

import io.hakmem.size.SizeClasses;

/// One block of at least a slot: adjacent whole slots, followed by the first pages of the [PageSlab] in the slot behind
/// them unless the length is a multiple of a slot. The table of slots names it at its first slot only, so an interior
/// address finds nothing.
///
/// @param slotIndex index of the first slot, counted from the base of the reservation
/// @param base first address
/// @param bytes usable length in bytes: whole pages
public record Run(int slotIndex, long base, long bytes) implements SlotOwner {
    /// Number of slots that are wholly the run's.
    public int slotCount() {
        return (int) (bytes >>> SizeClasses.SLAB_SHIFT);
    }

    /// Length in bytes of what lies in the slot behind the whole ones.
    public int tailBytes() {
        return (int) bytes & (SizeClasses.SLAB_BYTES - 1);
    }
}
