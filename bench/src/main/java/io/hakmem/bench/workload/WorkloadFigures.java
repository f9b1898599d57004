package io.hakmem.bench.workload;

import org.jspecify.annotations.Nullable;

/// What only some workloads count; what one does not is `null`.
///
/// @param liveBytes bytes that it asked for in the blocks it holds at the end of the measured time
/// @param movedBytes bytes that reallocations found at another address than before, copied or remapped
/// @param wholeBlockBytes length of the one block that is allocated after everything is freed
/// @param wholeBlockNewBytes those of its bytes that lie outside of the addresses, in whole 2 MiB, of all blocks before
public record WorkloadFigures(
        @Nullable Long liveBytes,
        @Nullable Long movedBytes,
        @Nullable Long wholeBlockBytes,
        @Nullable Long wholeBlockNewBytes) {
    /// Nothing of this kind is counted.
    public static final WorkloadFigures NONE = new WorkloadFigures(null, null, null, null);
}
