package io.hakmem.bench.workload;

/// What a workload counted in its measured time.
///
/// @param operations operations as the workload defines them
/// @param nanos how long they took
/// @param frees calls of `free`
/// @param handedOverFrees those of a block that another thread life had allocated
/// @param figures what only some workloads count
public record Outcome(long operations, long nanos, long frees, long handedOverFrees, WorkloadFigures figures) {
    Outcome(long operations, long nanos, long frees, long handedOverFrees) {
        this(operations, nanos, frees, handedOverFrees, WorkloadFigures.NONE);
    }

    /// Returns the time in seconds.
    public double seconds() {
        return nanos / 1e9;
    }

    /// Returns the rate.
    public double operationsPerSecond() {
        return operations / seconds();
    }
}
