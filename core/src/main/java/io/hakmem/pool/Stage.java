package io.hakmem.pool;

/// Where a refill finds blocks, from the cheapest source to the dearest, in the order of the search.
public enum Stage {
    /// The next non-zero word of the slab that the heap leases.
    LEASED("leased"),
    /// A slab of the class with free blocks that nobody leases.
    PARTIAL("partial"),
    /// A free slot that has pages: any class may be born there.
    EMPTY("empty"),
    /// A free slot of an active SuperSlab.
    FREE_SLOT("freeSlot"),
    /// Before growing: dead heaps are drained, sparse and kept slabs are looked at.
    TENSION_DRAIN("tensionDrain"),
    /// Free neighbours in slabs of smaller classes, where those are many.
    COALESCED("coalesced"),
    /// A SuperSlab from the cache of empty ones.
    CACHED_SUPER_SLAB("cachedSuperSlab"),
    /// A SuperSlab from the reservation.
    NEW_SUPER_SLAB("newSuperSlab");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /// The name in statistics.
    public String label() {
        return label;
    }
}
