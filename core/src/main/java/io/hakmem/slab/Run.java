package io.hakmem.slab;

/// One allocation above the largest size class: adjacent slots of one SuperSlab, or adjacent whole SuperSlabs. The
/// table
/// of slots names it at its first slot only, so an interior address finds nothing.
///
/// @param slotIndex index of the first slot, counted from the base of the reservation
/// @param base first address
/// @param bytes usable length in bytes: whole slots
public record Run(int slotIndex, long base, long bytes) implements SlotOwner {}
