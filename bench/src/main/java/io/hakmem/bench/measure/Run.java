package io.hakmem.bench.measure;

import io.hakmem.Stats;
import io.hakmem.bench.workload.WorkloadFigures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The figures of one measured run, in the shape of the JSON document. What an allocator cannot know is `null`.
///
/// `operations`, `handedOverFrees`, `harnessFrees`, `stages` and `frees` cover the measured time; `memory` and
/// `mapping` are read at its end, before the final frees; `superSlabs`, `slabs`, `osCalls`, `cache` and all peaks
/// cover the whole process up to then, warm-up included.
///
/// @param allocator name of the allocator
/// @param threads `platform` or `virtual`
/// @param operations operations as the workload defines them
/// @param seconds how long they took
/// @param operationsPerSecond the rate
/// @param handedOverFrees frees of a block that another thread life had allocated
/// @param harnessFrees frees as the workload counted them; `frees.local + frees.remote` must be the same number
/// @param mapping the allocator's reservation
/// @param memory bytes by state
/// @param superSlabs SuperSlabs by state, and their traffic
/// @param stages the stages of a refill
/// @param slabs slab lives
/// @param frees frees by path
/// @param osCalls calls to the operating system
/// @param cache traffic of the LRU cache of empty SuperSlabs
/// @param samples figures every half second of the measured time, from its begin to its end
/// @param afterFree figures right after the final frees, without a trim and without waiting
/// @param notes what a reader of the figures has to know
/// @param sizeClasses blocks by size class at the end of the measured time, where asked for
/// @param minorFaults page faults of the whole process in the measured time that needed no disk
/// @param workloadFigures what only some workloads count
/// @param looks what a workload had looked at in the moments that it names, in their order
/// @param memoryReturn how memory came back, for a burst
/// @param heaps heaps ever made
/// @param limits bounds of the committed bytes, and what was refused
/// @param cpuSeconds processor time of the whole process in the measured time
/// @param allocatorVersion what the allocator says of its version
/// @param latency how long single calls took, where that was measured
public record Run(
        String allocator,
        String threads,
        long operations,
        double seconds,
        double operationsPerSecond,
        long handedOverFrees,
        long harnessFrees,
        Mapping mapping,
        Memory memory,
        SuperSlabs superSlabs,
        Stages stages,
        Slabs slabs,
        Frees frees,
        OsCalls osCalls,
        Cache cache,
        List<Sample> samples,
        AfterFree afterFree,
        List<String> notes,
        @Nullable List<Stats.SizeClass> sizeClasses,
        @Nullable Long minorFaults,
        WorkloadFigures workloadFigures,
        List<Look> looks,
        @Nullable MemoryReturn memoryReturn,
        @Nullable Long heaps,
        Limits limits,
        @Nullable Double cpuSeconds,
        @Nullable String allocatorVersion,
        @Nullable Latency latency) {

    /// The reservation.
    ///
    /// @param base first address
    /// @param bytes length
    /// @param count mappings made
    public record Mapping(
            @Nullable Long base,
            @Nullable Long bytes,
            @Nullable Long count) {}

    /// Bytes by state.
    ///
    /// @param liveBytes in blocks that the workload holds
    /// @param parkedBytes in free blocks that wait in bins and buffers
    /// @param committedBytes in pages handed out since they were last purged
    /// @param peakCommittedBytes the largest `committedBytes`
    /// @param reservedBytes address space reserved
    /// @param metadataBytes the allocator's own tables
    /// @param residentBytes what the operating system holds in memory of the allocator's mappings
    /// @param peakResidentBytes the largest `residentBytes` among the samples of the whole process, so a peak between
    ///     two samples is missed
    /// @param processResidentBytes what the operating system holds in memory of the whole process
    /// @param peakProcessResidentBytes the largest `processResidentBytes` of the whole process up to the end of the
    ///     measured time, as the operating system keeps it
    /// @param processResidentAtStartBytes `processResidentBytes` before the workload begins
    /// @param processResidentAfterQuietBytes the same when the workload, its blocks live, did nothing for two seconds
    public record Memory(
            @Nullable Long liveBytes,
            @Nullable Long parkedBytes,
            @Nullable Long committedBytes,
            @Nullable Long peakCommittedBytes,
            @Nullable Long reservedBytes,
            @Nullable Long metadataBytes,
            @Nullable Long residentBytes,
            @Nullable Long peakResidentBytes,
            @Nullable Long processResidentBytes,
            @Nullable Long peakProcessResidentBytes,
            @Nullable Long processResidentAtStartBytes,
            @Nullable Long processResidentAfterQuietBytes) {}

    /// SuperSlabs.
    ///
    /// @param acquired taken from the reservation or the cache
    /// @param released given back to the cache or the reservation
    /// @param active in use
    /// @param peakActive the largest `active`
    /// @param cached empty ones in the cache
    public record SuperSlabs(
            @Nullable Long acquired,
            @Nullable Long released,
            @Nullable Long active,
            @Nullable Long peakActive,
            @Nullable Long cached) {}

    /// Bounds of the committed bytes; `null` for none.
    ///
    /// @param hardBytes of the allocator
    /// @param softBytes at which its owner is told
    /// @param processBytes of all allocators of the process
    /// @param refused requests that found no room
    public record Limits(
            @Nullable Long hardBytes,
            @Nullable Long softBytes,
            @Nullable Long processBytes,
            @Nullable Long refused) {}

    /// The stages of a refill, in search order.
    ///
    /// @param leased the leased slab
    /// @param partial slabs of the class with free blocks
    /// @param empty empty slots that are backed by memory
    /// @param freeSlot free slots of active SuperSlabs
    /// @param tensionDrain what is gathered before growing
    /// @param coalesced blocks made of free neighbours in slabs of smaller classes
    /// @param cachedSuperSlab a SuperSlab from the cache
    /// @param newSuperSlab a SuperSlab from the reservation
    public record Stages(
            Stage leased,
            Stage partial,
            Stage empty,
            Stage freeSlot,
            Stage tensionDrain,
            Stage coalesced,
            Stage cachedSuperSlab,
            Stage newSuperSlab) {}

    /// One stage.
    ///
    /// @param hits refills that it served
    /// @param misses refills that tried it in vain
    public record Stage(@Nullable Long hits, @Nullable Long misses) {}

    /// Slab lives.
    ///
    /// @param born begun
    /// @param retired ended
    /// @param reusedAcrossClasses begun in memory that last served another size class
    public record Slabs(
            @Nullable Long born,
            @Nullable Long retired,
            @Nullable Long reusedAcrossClasses) {}

    /// Frees by path.
    ///
    /// @param local to a bin of the freeing thread's heap
    /// @param remote to the slab
    /// @param remoteBatches atomic operations that carried the remote ones
    public record Frees(
            @Nullable Long local,
            @Nullable Long remote,
            @Nullable Long remoteBatches) {}

    /// Calls to the operating system for the allocator's memory.
    ///
    /// @param map mappings made
    /// @param unmap mappings removed
    /// @param purge calls that gave pages back
    public record OsCalls(
            @Nullable Long map,
            @Nullable Long unmap,
            @Nullable Long purge) {}

    /// The LRU cache of empty SuperSlabs.
    ///
    /// @param pushes put in
    /// @param hits taken out
    /// @param misses searches that found nothing
    /// @param evictions dropped
    public record Cache(
            @Nullable Long pushes,
            @Nullable Long hits,
            @Nullable Long misses,
            @Nullable Long evictions) {}

    /// One look at the allocator while it works.
    ///
    /// @param atSeconds since the begin of the measured time
    /// @param superSlabsActive SuperSlabs in use
    /// @param residentBytes as in [Memory]
    public record Sample(
            double atSeconds,
            @Nullable Long superSlabsActive,
            @Nullable Long residentBytes) {}

    /// One look at memory at a moment that the workload names.
    ///
    /// @param moment what had just happened
    /// @param atSeconds since the begin of the measured time
    /// @param residentBytes what the operating system holds in memory of the allocator's mappings; where they are not
    ///     known, of the whole process, less what it held at the begin of the measured time
    /// @param committedBytes as in [Memory]
    /// @param parkedBytes as in [Memory]
    /// @param allocatorLiveBytes `liveBytes` as in [Memory]
    /// @param superSlabsActive SuperSlabs in use
    /// @param liveBytes bytes that the workload asked for in the blocks it holds
    /// @param pageBytes length of the pages that these blocks touch
    public record Look(
            String moment,
            double atSeconds,
            @Nullable Long residentBytes,
            @Nullable Long committedBytes,
            @Nullable Long parkedBytes,
            @Nullable Long allocatorLiveBytes,
            @Nullable Long superSlabsActive,
            long liveBytes,
            @Nullable Long pageBytes) {}

    /// What remains when the workload holds nothing any more.
    ///
    /// @param residentBytes as in [Memory]
    /// @param superSlabsActive SuperSlabs in use
    /// @param liveBytes in blocks that the workload holds
    public record AfterFree(
            @Nullable Long residentBytes,
            @Nullable Long superSlabsActive,
            @Nullable Long liveBytes) {}
}
