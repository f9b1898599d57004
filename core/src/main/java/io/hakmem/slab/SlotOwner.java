package io.hakmem.slab;

/// What the table of slots may name for a slot: the slab of blocks or of pages that lives there, or the run that begins
/// there.
public sealed interface SlotOwner permits Slab, PageSlab, Run {
    /// Index of the (first) slot, counted from the base of the reservation.
    int slotIndex();

    /// First address.
    long base();
}
