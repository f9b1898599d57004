package io.hakmem.pool;

/// Bounds of the cache of empty SuperSlabs.
///
/// @param count SuperSlabs at most
/// @param bytes length of all of them at most
/// @param ttlNanos time after which one is released; its pages went long before
public record CacheLimits(int count, long bytes, long ttlNanos) {
    /// 256 SuperSlabs, 512 MiB, 60 s.
    public static final CacheLimits DEFAULT = new CacheLimits(256, 512L << 20, 60_000_000_000L);
}
