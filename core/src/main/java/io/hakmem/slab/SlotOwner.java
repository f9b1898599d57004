package io.hakmem.slab;

/// What the table of slots may name for a slot: the slab that lives there, or the run that begins there.
public sealed interface SlotOwner permits Slab, Run {
    /// Index of the (first) slot, counted from the base of the reservation.
    int slotIndex();

    /// First address.
    long base();
}
