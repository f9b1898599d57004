package io.hakmem;

import io.hakmem.heap.Blocks;
import io.hakmem.heap.Heaps;
import io.hakmem.memory.NativeMemory;
import io.hakmem.os.PageSource;
import io.hakmem.pool.Commitment;
import io.hakmem.pool.MemoryLimits;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.run.Refusal;
import io.hakmem.run.RunAllocator;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Slab;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// An allocator of memory outside the Java heap: `malloc` and `free` on raw addresses, for any thread, in any order.
///
/// ```java
/// Hakmem hakmem = Hakmem.shared();
/// long address = hakmem.allocate(100);
/// hakmem.free(address);
/// ```
///
/// Addresses are multiples of 16; blocks of a power of two up to 4 KiB are aligned to their size. Memory is not zeroed.
/// A wrong `free` is refused with an [InvalidFreeException] and harms nothing; writing outside of a block, or to one
/// that was freed, is as undefined as in C.
public final class Hakmem implements AutoCloseable {
    private final Parts parts;

    Hakmem(Parts parts) {
        this.parts = parts;
    }

    /// An allocator of its own without limits.
    ///
    /// @throws NativeOutOfMemoryError when the system refuses every reservation
    Hakmem(PageSource source, Options options, LongSupplier nanoClock) {
        this(source, options, MemoryLimits.NONE, null, nanoClock);
    }

    /// An allocator of its own.
    ///
    /// @param process the committed bytes of several allocators; `null` to leave this one out
    /// @throws NativeOutOfMemoryError when the system refuses every reservation
    Hakmem(
            PageSource source,
            Options options,
            MemoryLimits limits,
            @Nullable Commitment process,
            LongSupplier nanoClock) {
        this(Parts.of(source, options, limits, process, nanoClock));
        SystemLog.logOnce(options);
    }

    /// The process-wide allocator. It is made when it is first asked for, by what the system
    /// properties `hakmem.*` and the environment say ([Options#ofSystem]). That
    /// succeeds or fails once and for all.
    ///
    /// @throws IllegalArgumentException when an option has a wrong value, or a property is none; the message names it
    /// @throws NativeOutOfMemoryError when the system refuses every reservation
    /// @throws IllegalStateException when anything else was in the way, such as the end of the Java heap
    public static Hakmem shared() {
        if (SharedHakmem.FAILURE != null) {
            throw SharedHakmem.failure(SharedHakmem.FAILURE);
        }
        return SharedHakmem.HAKMEM;
    }

    /// The parts; those of the shared allocator are constants to the JIT compiler.
    Parts parts() {
        return this == SharedHakmem.HAKMEM ? SharedHakmem.PARTS : parts;
    }

    // ---- allocate and free ----

    /// Allocates a block of at least `bytes` bytes and returns its address. The contents are undefined. Zero bytes get
    /// a block of their own, too.
    ///
    /// @param bytes length in bytes, not negative
    /// @throws IllegalArgumentException when `bytes` is negative
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the allocator goes on working
    public long allocate(long bytes) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            return hardened.allocate(bytes);
        }
        if (Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) <= 0) {
            long address = parts().blocks().allocate(SizeClasses.of(bytes));
            if (address != 0) {
                return address;
            }
        }
        return allocateRun(bytes);
    }

    private long allocateRun(long bytes) {
        Requests.checkLength(bytes);
        return orExhausted(
                bytes <= SizeClasses.LARGEST_BYTES ? 0 : parts.runs().allocate(bytes, SizeClasses.GRANULE_BYTES),
                bytes);
    }

    private long orExhausted(long address, long bytes) {
        if (address == 0) {
            throw parts.refused(bytes);
        }
        return address;
    }

    /// Frees the block at `address`, whichever thread allocated it. 0 is ignored, as in C.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`; nothing is changed then. With
    ///     `hakmem.checking=fast` some wrong addresses are found later and told in the statistics instead; so is a
    ///     second free of a block that still waits in a thread's bin
    public void free(long address) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            hardened.free(address);
            return;
        }
        Parts parts = parts();
        long offset = address - parts.reservation().base();
        Slab slab = parts.slabAt(offset);
        if (slab == null) {
            freeSlow(address);
            return;
        }
        Blocks.Outcome outcome = parts.blocks().free(slab, offset);
        if (outcome != Blocks.Outcome.FREED) {
            throw parts.noted(InvalidFreeException.of(address, outcome));
        }
    }

    /// Frees what the fast path finds no slab for.
    private void freeSlow(long address) {
        long offset = address - parts.reservation().base();
        CoalescedSlab coalesced = parts.coalescedAt(offset);
        if (coalesced != null) {
            Blocks.Outcome outcome = parts.coalesced().free(coalesced, offset);
            if (outcome != Blocks.Outcome.FREED) {
                throw parts.noted(InvalidFreeException.of(address, outcome));
            }
            return;
        }
        Refusal refusal = address == 0 ? null : parts.runs().free(address);
        if (refusal != null) {
            throw parts.noted(InvalidFreeException.of(address, refusal));
        }
    }

    /// Frees the block at `address` after a check of its size: `bytes` must be what was asked for, rounded up in any
    /// way to at most the usable size. Where an alignment was asked for, it is [#usableSize].
    ///
    /// Since [#reallocate] leaves a block in its place that is not too long, any length from the half of the usable
    /// size on passes up to 32 KiB; a longer block has the pages of its length exactly.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`, or it is not one for `bytes` bytes; nothing
    ///     is changed then
    /// @throws IllegalArgumentException when `bytes` is negative
    public void free(long address, long bytes) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            hardened.free(address, bytes);
            return;
        }
        Parts parts = parts();
        long offset = address - parts.reservation().base();
        Slab slab = parts.slabAt(offset);
        if (slab == null
                || Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) > 0
                || SizeClasses.of(bytes) != slab.sizeClass()) {
            freeSizedSlow(address, bytes);
            return;
        }
        Blocks.Outcome outcome = parts.blocks().free(slab, offset);
        if (outcome != Blocks.Outcome.FREED) {
            throw parts.noted(InvalidFreeException.of(address, outcome));
        }
    }

    /// A run, or a refusal: a wrong address comes before a wrong size.
    private void freeSizedSlow(long address, long bytes) {
        Requests.checkLength(bytes);
        if (address != 0) {
            long usable = usableSize(address);
            if (!Reallocation.mayServe(bytes, usable) && (bytes > usable || goodSize(bytes) != usable)) {
                throw parts.noted(InvalidFreeException.ofSize(address, bytes, usable));
            }
            free(address);
        }
    }

    // ---- aligned, zeroed, reallocated ----

    /// Allocates a block whose address is a multiple of `alignment`, else as [#allocate(long)].
    ///
    /// @param alignment a power of two from 1 to 1 GiB
    /// @throws IllegalArgumentException when `bytes` is negative or `alignment` is no such power of two
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the allocator goes on working
    public long allocate(long bytes, long alignment) {
        Requests.checkAlignment(alignment);
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            return hardened.allocate(bytes, alignment);
        }
        if (isOfClass(bytes, alignment)) {
            return orExhausted(allocateOfClass(SizeClasses.of(bytes, (int) alignment), alignment), bytes);
        }
        Requests.checkLength(bytes);
        return orExhausted(parts.runs().allocate(Math.max(1, bytes), alignment), bytes);
    }

    private long allocateOfClass(int sizeClass, long alignment) {
        return alignment > SizeClasses.GRANULE_BYTES
                ? parts().blocks().allocateAligned(sizeClass)
                : parts().blocks().allocate(sizeClass);
    }

    private static boolean isOfClass(long bytes, long alignment) {
        return Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) <= 0
                && alignment <= SizeClasses.LARGEST_ALIGNMENT_BYTES;
    }

    /// Allocates a block whose usable bytes are all zero, else as [#allocate(long)]. Pages that were never written, or
    /// went back to the system since, are not written for it.
    ///
    /// @throws IllegalArgumentException when `bytes` is negative
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the allocator goes on working
    public long allocateZeroed(long bytes) {
        return allocateZeroed(bytes, SizeClasses.GRANULE_BYTES);
    }

    /// Allocates a block whose usable bytes are all zero and whose address is a multiple of `alignment`.
    ///
    /// @param alignment a power of two from 1 to 1 GiB
    /// @throws IllegalArgumentException when `bytes` is negative or `alignment` is no such power of two
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the allocator goes on working
    public long allocateZeroed(long bytes, long alignment) {
        Requests.checkAlignment(alignment);
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            return hardened.allocateZeroed(bytes, alignment);
        }
        if (isOfClass(bytes, alignment)) {
            return allocateZeroedOfClass(SizeClasses.of(bytes, (int) alignment), alignment, bytes);
        }
        Requests.checkLength(bytes);
        return orExhausted(parts.runs().allocateZeroed(Math.max(1, bytes), alignment), bytes);
    }

    private long allocateZeroedOfClass(int sizeClass, long alignment, long bytes) {
        StackRoom.require(); // enough for the zeros, once there is a block
        long address = orExhausted(allocateOfClass(sizeClass, alignment), bytes);
        try {
            NativeMemory.zero(address, SizeClasses.blockBytes(sizeClass));
        } catch (Throwable e) {
            free(address);
            throw e;
        }
        return address;
    }

    /// Allocates a zeroed block for `count` elements of `elementBytes` bytes each, as C's `calloc`.
    ///
    /// @throws IllegalArgumentException when one is negative or their product is no `long`
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the allocator goes on working
    public long allocateZeroedArray(long count, long elementBytes) {
        return allocateZeroed(Requests.lengthOf(count, elementBytes));
    }

    /// Makes the block at `address` one of at least `bytes` bytes and returns its address: the same one where that can
    /// be done in its place, else that of a new block which holds what the old one held, as far as it goes; the old one
    /// is free then. Bytes beyond are undefined, and an alignment that was asked for is not kept by a new block.
    ///
    /// `reallocate(0, n)` allocates; `reallocate(p, 0)` gives a block of zero bytes, distinct from all others.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`
    /// @throws IllegalArgumentException when `bytes` is negative; the old block is as it was
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the old block is as it was
    public long reallocate(long address, long bytes) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            return hardened.reallocate(this, address, bytes);
        }
        return Reallocation.of(this, address, bytes);
    }

    // ---- many at once ----

    /// Allocates `count` blocks of at least `bytes` bytes each and puts their addresses in the elements from `from` on.
    /// All or none: when there is no room for all, those elements are 0.
    ///
    /// Faster than as many single calls, since whole words of free blocks are handed out as they are taken.
    ///
    /// @throws IllegalArgumentException when `bytes` is negative
    /// @throws IndexOutOfBoundsException when the array does not have those elements
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the allocator goes on working
    public void allocateBatch(long bytes, long[] addresses, int from, int count) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            hardened.allocateBatch(bytes, addresses, from, count);
            return;
        }
        Batch.allocate(this, parts, bytes, addresses, from, count);
    }

    /// Frees the blocks whose addresses are the `count` elements from `from` on; elements of 0 are ignored. Blocks of
    /// different sizes may be mixed.
    ///
    /// Wrong addresses are refused each for itself: **all others are freed**, and the exception, thrown at the end,
    /// tells the first refused element and how many there were.
    ///
    /// @throws InvalidFreeException when at some element's address no live block began, or it came twice
    /// @throws IndexOutOfBoundsException when the array does not have those elements; nothing is freed
    public void freeBatch(long[] addresses, int from, int count) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            hardened.freeBatch(addresses, from, count);
            return;
        }
        Batch.free(parts, addresses, from, count);
    }

    /// The calling thread's way to this allocator without a look-up of the thread at each call. For this thread only.
    public HakmemHeap heap() {
        return new HakmemHeap(this, Thread.currentThread(), parts.heaps().wordsOfCurrentThread());
    }

    /// This allocator as C function pointers, for native libraries that take one.
    ///
    /// @param arena how long the pointers are good for: native code must be done with them before it is closed
    /// @throws IllegalStateException when the arena is closed
    /// @throws WrongThreadException when the arena is confined to another thread
    public NativeCallbacks nativeCallbacks(Arena arena) {
        return new NativeCallbacks(this, arena);
    }

    // ---- for java.lang.foreign ----

    /// Allocates a block as a segment of exactly `bytes` bytes in the global scope: as [#allocate(long)], freed by
    /// `free(segment.address())`. Nothing checks an access that comes after the free.
    ///
    /// @param bytes length in bytes, not negative
    /// @throws IllegalArgumentException when `bytes` is negative
    /// @throws NativeOutOfMemoryError when the reservation or the budget has no room; the allocator goes on working
    public MemorySegment allocateSegment(long bytes) {
        return BlockSegments.segmentOf(this, allocate(bytes), bytes);
    }

    /// An allocator of segments for all threads, each in the global scope and to be freed by
    /// `free(segment.address())`. Its exceptions are those of the JDK's allocators: [IllegalArgumentException] for a
    /// negative size, or an alignment that is no power of two up to 1 GiB; and [NativeOutOfMemoryError].
    public SegmentAllocator segmentAllocator(Contents contents) {
        return new BlockSegments(this, Objects.requireNonNull(contents) == Contents.ZEROED);
    }

    /// As [#confinedArena(Contents)], zeroed.
    public Arena confinedArena() {
        return confinedArena(Contents.ZEROED);
    }

    /// An arena that the calling thread alone uses and closes: what [Arena#ofConfined] is, for many short segments.
    /// They begin at multiples of 16, and lie side by side in few blocks; from 16 KiB on each has a block of its own.
    /// All are freed by the close.
    ///
    /// Its exceptions are those of the JDK's arena, but that an alignment is at most 1 GiB. A [NativeOutOfMemoryError]
    /// leaves the arena as it was. A segment's address is not for [#free].
    ///
    /// @param contents what new segments hold; [Contents#UNDEFINED] is faster than [Arena] promises
    public Arena confinedArena(Contents contents) {
        return new ConfinedArena(this, contents);
    }

    /// As [#sharedArena(Contents)], zeroed.
    public Arena sharedArena() {
        return sharedArena(Contents.ZEROED);
    }

    /// An arena for all threads, any of which may close it: what [Arena#ofShared] is, else as
    /// [#confinedArena(Contents)]. Its close stops all threads for a moment, as that of the JDK's does.
    public Arena sharedArena(Contents contents) {
        return SharedArena.of(this, contents, Arena.ofShared());
    }

    /// As [#autoArena(Contents)], zeroed.
    public Arena autoArena() {
        return autoArena(Contents.ZEROED);
    }

    /// An arena for all threads that nobody can close: what [Arena#ofAuto] is, else as [#confinedArena(Contents)]. The
    /// memory is freed some time after the garbage collector found arena and segments unreachable. It does not count
    /// for the JDK's limit of direct memory, so a lack of it does not start the garbage collector.
    public Arena autoArena(Contents contents) {
        return SharedArena.of(this, contents, Arena.ofAuto());
    }

    // ---- questions ----

    /// Usable length in bytes of a block that is allocated for `bytes` bytes, so that a caller who can use more may ask
    /// for it.
    ///
    /// @throws IllegalArgumentException when `bytes` is negative, or so large that no block is that long
    public long goodSize(long bytes) {
        if (parts().hardened() != null) {
            Requests.checkLength(bytes);
            return bytes;
        }
        if (Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) <= 0) {
            return SizeClasses.blockBytes(SizeClasses.of(bytes));
        }
        Requests.checkLength(bytes);
        Requests.checkRounding(bytes, parts.reservation().bytes());
        return parts.runs().goodBytes(bytes);
    }

    /// Usable length in bytes of the live block at `address`: at least what was asked for.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`
    public long usableSize(long address) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            return hardened.usableSize(address);
        }
        Parts parts = parts();
        long offset = address - parts.reservation().base();
        Slab slab = parts.slabAt(offset);
        return slab == null ? usableSlow(address, offset) : usable(slab, address, offset);
    }

    private long usable(Slab slab, long address, long offset) {
        Blocks.Outcome outcome = Blocks.outcomeOfChecks(slab, offset);
        if (outcome == Blocks.Outcome.FREED && parts.heaps().isParked(slab.sizeClass(), offset)) {
            outcome = Blocks.Outcome.ALREADY_FREE;
        }
        requireLive(address, outcome);
        return slab.blockBytes();
    }

    private long usableSlow(long address, long offset) {
        CoalescedSlab coalesced = parts.coalescedAt(offset);
        if (coalesced == null) {
            long usable = parts.runs().usableBytes(address);
            if (usable == 0) {
                throw InvalidFreeException.of(address, parts.runs().refusalOf(address));
            }
            return usable;
        }
        int block = coalesced.slab().blockAt((int) offset & (SizeClasses.SLAB_BYTES - 1));
        if (!coalesced.covers(block)) {
            return usable(coalesced.slab(), address, offset);
        }
        requireLive(address, parts.coalesced().outcomeOfChecks(coalesced, block, offset));
        return SizeClasses.blockBytes(coalesced.sizeClass());
    }

    private static void requireLive(long address, Blocks.Outcome outcome) {
        if (outcome != Blocks.Outcome.FREED) {
            throw InvalidFreeException.of(address, outcome);
        }
    }

    /// Visits every live block, by ascending address, without stopping anybody. The visitor may allocate, and may free
    /// the block it is told of.
    ///
    /// Exact while no other thread allocates or frees. While others do, a block that may wait free in a bin is told as
    /// such, and what is allocated, freed or reallocated meanwhile may be visited or not.
    public void visitBlocks(BlockVisitor visitor) {
        Hardened hardened = parts().hardened();
        if (hardened != null) {
            hardened.visitBlocks(visitor);
            return;
        }
        new BlockWalk(parts, visitor).walk();
    }

    // ---- upkeep and statistics ----

    /// Gives back what the calling thread's bins and buffers hold, so that other threads can use it: for a thread that
    /// is about to sleep for long. The pages go back to the operating system in time, or with [#trim].
    public void flush() {
        parts.trimmer().flush();
    }

    /// Gives all memory back to the operating system that holds no live block and is not parked by another living
    /// thread; that of [#children], too. It takes milliseconds: for a moment of quiet, not for every request.
    public void trim() {
        parts.lineage().trim();
    }

    /// Has `callback` called whenever the committed bytes reach the soft limit from below, in place of the one before.
    /// It runs on a thread of its own: it may block, allocate or free, and what it throws is logged once.
    public void onSoftLimit(Runnable callback) {
        parts.softLimit().call(callback);
    }

    /// Has `callback` called with each report about a refused request, in place of the one before; as [#onSoftLimit].
    /// There is one report per cause, until memory comes back.
    public void onOutOfMemory(Consumer<String> callback) {
        parts.reports().callback().call(callback);
    }

    /// Has `callback` called with each wrong write that is found at the level `hardened`, in place of the one before;
    /// as [#onSoftLimit]. A write behind the end of a block is thrown as a [HeapCorruptionException] at its free as
    /// well; a write to a freed block is told here alone, when the block is about to be reused.
    public void onMisuse(Consumer<String> callback) {
        parts.misuse().callback().call(callback);
    }

    /// A picture of this allocator, read without stopping anybody.
    public Stats stats() {
        return parts.statsReader().read();
    }

    // ---- children ----

    /// Makes a named allocator on the same reservation, so that a part of a program has a budget and statistics of its
    /// own. What it commits counts for this one's limit, too, and comes from the same options. Each allocator frees
    /// only its own blocks, and refuses those of others.
    ///
    /// It lives until it is closed.
    ///
    /// @param name not blank, and not that of another child of this allocator that is open
    /// @param limitBytes its committed bytes never exceed it: at least a SuperSlab; 0 for this one's limit alone
    /// @throws IllegalArgumentException when the name or the limit is none of these
    /// @throws IllegalStateException when this allocator is closed
    public Hakmem child(String name, long limitBytes) {
        return parts.lineage().child(name, limitBytes);
    }

    /// The open children, by name.
    public List<Hakmem> children() {
        return parts.lineage().children();
    }

    /// The name that it was given; that of the process-wide allocator is `hakmem`.
    public String name() {
        return parts.lineage().name();
    }

    /// Ends a child: all its memory goes back to the reservation, what threads park included. From then on it refuses
    /// every request with an [IllegalStateException], and every free as of a foreign address. Closing it again does
    /// nothing.
    ///
    /// When it has live blocks, nothing is lost: it is refused with their number, and the allocator goes on. Whoever
    /// wants them gone frees them by [#visitBlocks] first. Nobody may use the allocator meanwhile: a call of another
    /// thread at the same time may be refused, or may keep it open.
    ///
    /// @throws IllegalStateException when it has live blocks, or open children; the message tells how many
    /// @throws UnsupportedOperationException when this is the process-wide allocator
    @Override
    public void close() {
        parts.lineage().close(this);
    }

    // ---- for the validator ----

    AddressSpace space() {
        return parts.space();
    }

    SharedPool pool() {
        return parts.pool();
    }

    RunAllocator runs() {
        return parts.runs();
    }

    Heaps heaps() {
        return parts.heaps();
    }
}
