package io.hakmem;

import java.util.List;

/// A picture of one allocator, read off its bitmaps and owner-written words without stopping anybody: exact while no
/// other thread allocates or frees, otherwise each figure is one that was true at some moment of the reading.
///
/// @param mapping the address range taken from the operating system
/// @param memory bytes by state
/// @param limits bounds of the committed bytes, and what was refused
/// @param superSlabs SuperSlabs by state, and their traffic since start
/// @param stages the stages of a refill in search order, with hits and misses
/// @param heaps heaps ever made; a heap of a dead thread serves the next new one
/// @param slabs slab lives since start
/// @param frees frees since start, by path
/// @param osCalls calls to the operating system for this allocator's memory
/// @param cache traffic of the LRU cache of empty SuperSlabs
/// @param locks waits for locks, where they are counted (`hakmem.lockStatistics`)
/// @param sizeClasses blocks by size class, smallest first; the totals of `memory` are their sums plus large blocks
/// @param notes what the allocator had to do differently from its options, one sentence each
public record Stats(
        Mapping mapping,
        Memory memory,
        Limits limits,
        SuperSlabs superSlabs,
        List<Stage> stages,
        long heaps,
        Slabs slabs,
        Frees frees,
        OsCalls osCalls,
        Cache cache,
        Locks locks,
        List<SizeClass> sizeClasses,
        List<String> notes) {

    /// The reservation.
    ///
    /// @param base first address
    /// @param bytes length in bytes
    /// @param count number of mappings made
    public record Mapping(long base, long bytes, long count) {}

    /// Bytes by state.
    ///
    /// @param liveBytes in blocks that callers hold, by usable size
    /// @param parkedBytes in free blocks that wait in bins and buffers
    /// @param lostBytes in blocks given up after a write to freed memory
    /// @param committedBytes in pages handed out since they were last purged, touched or not; those of child
    ///     allocators are in it
    /// @param peakCommittedBytes the largest `committedBytes` so far
    /// @param reservedBytes address space reserved
    /// @param metadataBytes estimated size of the allocator's own tables on the Java heap
    public record Memory(
            long liveBytes,
            long parkedBytes,
            long lostBytes,
            long committedBytes,
            long peakCommittedBytes,
            long reservedBytes,
            long metadataBytes) {}

    /// Bounds of the committed bytes, [Long#MAX_VALUE] for none, and requests that were refused since start.
    ///
    /// @param hardBytes this allocator's committed bytes never exceed it
    /// @param softBytes the callback of [Hakmem#onSoftLimit] is told when it is reached; 0 for none
    /// @param processBytes the committed bytes of all allocators of the process, or of a parent and its children, never
    ///     exceed it
    /// @param refusedByBudget for want of `hardBytes`
    /// @param refusedByProcess for want of `processBytes`
    /// @param refusedByReservation for want of address space
    public record Limits(
            long hardBytes,
            long softBytes,
            long processBytes,
            long refusedByBudget,
            long refusedByProcess,
            long refusedByReservation) {}

    /// SuperSlabs by state and traffic.
    ///
    /// @param acquired taken from the reservation or from the cache since start
    /// @param released returned to the cache or to the reservation since start
    /// @param active in use now
    /// @param peakActive the largest `active` so far
    /// @param cached empty ones waiting in the cache now
    public record SuperSlabs(long acquired, long released, long active, long peakActive, long cached) {}

    /// One stage of a refill.
    ///
    /// @param name `leased`, `partial`, `empty`, `freeSlot`, `tensionDrain`, `coalesced`, `cachedSuperSlab` or
    /// `newSuperSlab`
    /// @param hits refills that this stage served
    /// @param misses refills that tried this stage in vain
    public record Stage(String name, long hits, long misses) {}

    /// Slab lives.
    ///
    /// @param born lives begun
    /// @param retired lives ended
    /// @param reusedAcrossClasses lives begun in memory that last served another size class
    public record Slabs(long born, long retired, long reusedAcrossClasses) {}

    /// Frees by path; `local + remote` is the number of successful calls.
    ///
    /// @param local pushed on a bin of the freeing thread's heap
    /// @param remote gathered in the freeing thread's remote buffer, or given back directly
    /// @param remoteBatches atomic operations that carried them
    public record Frees(long local, long remote, long remoteBatches) {}

    /// Calls to the operating system.
    ///
    /// @param map mappings made
    /// @param unmap mappings removed
    /// @param purge calls that gave pages back
    public record OsCalls(long map, long unmap, long purge) {}

    /// The LRU cache of empty SuperSlabs.
    ///
    /// @param pushes SuperSlabs put in
    /// @param hits SuperSlabs taken out for reuse
    /// @param misses searches that found it empty
    /// @param evictions SuperSlabs dropped for count, bytes or age
    public record Cache(long pushes, long hits, long misses, long evictions) {}

    /// Waits for the two locks of the slow paths; all 0 while they are not counted.
    ///
    /// @param growthWaits callers that waited to grow, or to take whole SuperSlabs
    /// @param growthWaitNanos how long, all together
    /// @param purgeWaits callers that waited for the end of a purge
    /// @param purgeWaitNanos how long, all together
    public record Locks(long growthWaits, long growthWaitNanos, long purgeWaits, long purgeWaitNanos) {}

    /// Blocks of one size class.
    ///
    /// @param blockBytes size of a block
    /// @param slabs slabs of this class
    /// @param live blocks that callers hold
    /// @param parked blocks in bins and buffers
    /// @param free blocks whose bit is set
    /// @param lost blocks given up after a write to freed memory
    /// @param lent blocks of the slabs that make blocks of larger classes
    /// @param borrowed blocks in slabs of smaller classes, made of neighbours: live, parked or lost
    public record SizeClass(
            int blockBytes, long slabs, long live, long parked, long free, long lost, long lent, long borrowed) {
        /// The part of all these blocks that callers hold, from 0 to 1; 0 when there are none.
        public double utilisation() {
            long all = live + parked + free + lost + lent;
            return all == 0 ? 0 : (double) (live + lent) / all;
        }
    }
}
