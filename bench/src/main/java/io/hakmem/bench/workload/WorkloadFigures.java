package io.hakmem.bench.workload;

import org.jspecify.annotations.Nullable;

/// What only some workloads count; what one does not is `null`.
///
/// @param liveBytes bytes that it asked for in the blocks it holds at the end of the measured time
/// @param movedBytes bytes that reallocations found at another address than before, copied or remapped
/// @param wholeBlockBytes length of the one block that is allocated after everything is freed
/// @param wholeBlockNewBytes those of its bytes that lie outside of the addresses, in whole 2 MiB, of all blocks before
/// @param limit what it saw of the limit that it ran against
/// @param checksum of all that it computed, the same whatever the allocator
public record WorkloadFigures(
        @Nullable Long liveBytes,
        @Nullable Long movedBytes,
        @Nullable Long wholeBlockBytes,
        @Nullable Long wholeBlockNewBytes,
        @Nullable Limit limit,
        @Nullable Long checksum) {
    /// Nothing of this kind is counted.
    public static final WorkloadFigures NONE = new WorkloadFigures(null, null, null, null);

    WorkloadFigures(
            @Nullable Long liveBytes,
            @Nullable Long movedBytes,
            @Nullable Long wholeBlockBytes,
            @Nullable Long wholeBlockNewBytes) {
        this(liveBytes, movedBytes, wholeBlockBytes, wholeBlockNewBytes, null, null);
    }

    /// Only live bytes are known.
    ///
    /// @param liveBytes bytes asked for in live blocks at the end of the measured time
    public static WorkloadFigures ofLiveBytes(long liveBytes) {
        return new WorkloadFigures(liveBytes, null, null, null);
    }

    static WorkloadFigures of(Limit limit) {
        return new WorkloadFigures(null, null, null, null, limit, null);
    }

    static WorkloadFigures ofChecksum(long checksum) {
        return new WorkloadFigures(null, null, null, null, null, checksum);
    }

    /// What a workload saw of the limit that it ran against.
    ///
    /// @param limitBytes the limit on committed bytes
    /// @param largestCommittedBytes the largest committed bytes that a thread saw which looked every millisecond
    /// @param refusals allocations that were refused
    /// @param doubtfulRefusals those of them before and after which live bytes were less than half of the limit
    public record Limit(long limitBytes, @Nullable Long largestCommittedBytes, long refusals, long doubtfulRefusals) {}
}
