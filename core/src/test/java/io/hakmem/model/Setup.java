package io.hakmem.model;

import io.hakmem.pool.CacheLimits;

/// What the allocator under test is made with.
///
/// @param checked whether wrong frees inside of the reservation are tried, and refused
/// @param superSlabBytes length of a SuperSlab: 1 or 2 MiB
/// @param superSlabs SuperSlabs of the reservation, two of which are never used
/// @param cache bounds of the cache of empty SuperSlabs
/// @param limitBytes of what may be committed
/// @param coalesceFromBytes length of the SuperSlabs in use from which on neighbours may serve larger blocks
record Setup(
        boolean checked,
        int superSlabBytes,
        int superSlabs,
        CacheLimits cache,
        long limitBytes,
        long coalesceFromBytes) {
    long reservationBytes() {
        return (long) superSlabs * superSlabBytes;
    }
}
