package io.hakmem.bench.program;

/// What a workload asked of its allocator in the measured time, counted alike on both sides.
///
/// @param operations as the workload counts them
/// @param handedOverFrees as the workload counts them
/// @param workloadFrees frees as the workload counts them
/// @param allocations calls that returned a block
/// @param frees calls that took one back
/// @param bytes asked for in all
/// @param peakLiveBlocks the largest number of live blocks
/// @param liveBlocksAfter blocks that are live when the run is over
/// @param firstSizesHash of the first 10,000 sizes asked for, in any order
record Tally(
        long operations,
        long handedOverFrees,
        long workloadFrees,
        long allocations,
        long frees,
        long bytes,
        long peakLiveBlocks,
        long liveBlocksAfter,
        long firstSizesHash) {}
