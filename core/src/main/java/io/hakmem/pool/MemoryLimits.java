package io.hakmem.pool;

/// Bounds of what may be committed.
///
/// @param hardBytes committed bytes never exceed it
/// @param softBytes reaching it from below is told; 0 for never
public record MemoryLimits(long hardBytes, long softBytes) {
    /// No bounds.
    public static final MemoryLimits NONE = new MemoryLimits(Long.MAX_VALUE, 0);

    public MemoryLimits {
        if (hardBytes <= 0 || softBytes < 0 || softBytes > hardBytes) {
            throw new IllegalArgumentException("The limit is " + hardBytes + " bytes and the soft limit " + softBytes
                    + ", but the limit must be more than 0, and the soft limit at most as much and not negative.");
        }
    }
}
