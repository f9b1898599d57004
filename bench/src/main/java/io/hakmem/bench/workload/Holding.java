package io.hakmem.bench.workload;

import org.jspecify.annotations.Nullable;

/// What a workload holds at a moment, by its own count.
///
/// @param liveBytes bytes that it asked for in its live blocks
/// @param pageBytes length of the pages that these blocks touch, each counted once; `null` where nobody counts
public record Holding(long liveBytes, @Nullable Long pageBytes) {
    /// No block at all.
    public static final Holding NOTHING = new Holding(0, 0L);

    /// Adds up the bytes of blocks, and leaves their pages alone.
    static Holding ofBytes(long liveBytes) {
        return new Holding(liveBytes, null);
    }

    /// Adds up blocks that are sorted as [BlockWord]s.
    static Holding ofSorted(long[] blocks) {
        long bytes = 0;
        for (long block : blocks) {
            bytes += BlockWord.bytes(block);
        }
        return new Holding(bytes, Pages.distinctBytes(blocks));
    }
}
