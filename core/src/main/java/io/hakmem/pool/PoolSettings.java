package io.hakmem.pool;

/// What can be set about a pool.
///
/// @param cache bounds of the cache of empty SuperSlabs
/// @param coalesceFromBytes length of the SuperSlabs in use from which on neighbours may serve larger blocks, or
///     [Coalescing#NEVER]
/// @param journal what happens is noted there
/// @param growthWaits who waits to grow, or to take whole SuperSlabs
/// @param purgeWaits who waits for a purge under way
public record PoolSettings(
        CacheLimits cache, long coalesceFromBytes, Journal journal, LockWaits growthWaits, LockWaits purgeWaits) {
    /// Nothing but the cache is of interest.
    public static PoolSettings of(CacheLimits cache) {
        return new PoolSettings(cache, 0, Journal.NONE, LockWaits.uncounted(), LockWaits.uncounted());
    }
}
