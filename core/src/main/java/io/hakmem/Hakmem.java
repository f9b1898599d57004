package io.hakmem;

import io.hakmem.InvalidFreeException.Kind;
import io.hakmem.heap.Blocks;
import io.hakmem.heap.Heaps;
import io.hakmem.maintain.Trimmer;
import io.hakmem.os.CountingPageSource;
import io.hakmem.os.PageSource;
import io.hakmem.os.PageSourceException;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.run.RunAllocator;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Run;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import java.util.ArrayList;
import java.util.List;
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
/// A wrong `free` is refused with an [InvalidFreeException] and harms nothing; writing outside of a block, or to one that
/// was freed, is as undefined as in C.
public final class Hakmem {
    private static final long SMALLEST_DEFAULT_RESERVATION_BYTES = 64L << 30;
    private static final int PHYSICAL_MULTIPLE = 4;

    private final AddressSpace space;
    private final long base;
    private final SharedPool pool;
    private final Heaps heaps;
    private final Blocks blocks;
    private final RunAllocator runs;
    private final Trimmer trimmer;
    private final Reservation reservation;
    private final StatsReader statsReader;

    /// Builds an allocator, bottom up: pages, address space, pool, heaps, and the paths over them.
    Hakmem(PageSource pageSource, Options options, LongSupplier nanoClock) {
        List<String> notes = new ArrayList<>();
        CountingPageSource source = new CountingPageSource(pageSource);
        this.reservation = Reservation.of(source, wantedBytes(options, source), options.superSlabBytes(), notes);
        this.base = reservation.base();
        this.space = new AddressSpace(reservation);
        this.pool = new SharedPool(space, source, options.cache(), nanoClock);
        this.heaps = new Heaps(space, pool, source);
        Counters withoutHeap = new Counters();
        this.blocks = new Blocks(pool, heaps, options.checked(), withoutHeap);
        this.runs = new RunAllocator(space, pool.slots(), withoutHeap);
        this.trimmer = new Trimmer(heaps, pool);
        this.statsReader = new StatsReader(source, space, pool, heaps, withoutHeap, notes);
    }

    private static long wantedBytes(Options options, PageSource source) {
        return options.reservationBytes() != 0
                ? options.reservationBytes()
                : Math.max(PHYSICAL_MULTIPLE * source.physicalBytes(), SMALLEST_DEFAULT_RESERVATION_BYTES);
    }

    /// The process-wide allocator. It is made when it is first asked for, by the system properties `hakmem.*`.
    ///
    /// @throws IllegalArgumentException when a property has a wrong value; the message names it
    /// @throws NativeOutOfMemoryError when the system refuses every reservation
    public static Hakmem shared() {
        Hakmem shared = Shared.HAKMEM;
        if (shared == null) {
            throw Shared.failure();
        }
        return shared;
    }

    /// Holder of the process-wide allocator, or of the reason why there is none.
    private static final class Shared {
        static final @Nullable Hakmem HAKMEM;
        private static final @Nullable RuntimeException FAILURE;

        static {
            Hakmem hakmem = null;
            RuntimeException failure = null;
            try {
                hakmem = new Hakmem(
                        PageSource.ofThisMachine(), Options.of(System.getProperties()), System::nanoTime);
            } catch (IllegalArgumentException | PageSourceException e) {
                failure = e;
            }
            HAKMEM = hakmem;
            FAILURE = failure;
        }

        static RuntimeException failure() {
            if (FAILURE instanceof PageSourceException refusal) {
                throw new NativeOutOfMemoryError("No address space could be reserved: " + refusal.getMessage());
            }
            throw new IllegalArgumentException(FAILURE == null ? "" : FAILURE.getMessage());
        }
    }

    // ---- allocate and free ----

    /// Allocates a block of at least `bytes` bytes and returns its address. The contents are undefined. Zero bytes get a
    /// block of their own, too.
    ///
    /// @param bytes length in bytes, not negative
    /// @throws IllegalArgumentException when `bytes` is negative
    /// @throws NativeOutOfMemoryError when the reservation has no room; the allocator goes on working
    public long allocate(long bytes) {
        if (Long.compareUnsigned(bytes, SizeClasses.LARGEST_BYTES) <= 0) {
            long address = blocks.allocate(SizeClasses.of(bytes));
            if (address != 0) {
                return address;
            }
        }
        return allocateRun(bytes);
    }

    private long allocateRun(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The length of a block is " + bytes + " bytes, but must not be negative.");
        }
        long address = bytes <= SizeClasses.LARGEST_BYTES ? 0 : runs.allocate(bytes);
        if (address == 0) {
            throw new NativeOutOfMemoryError(statsReader.exhausted(bytes));
        }
        return address;
    }

    /// Frees the block at `address`, whichever thread allocated it. 0 is ignored, as in C.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`; nothing is changed then. With
    ///     `hakmem.checking=fast` some wrong addresses are found later and reported in the statistics instead.
    public void free(long address) {
        long offset = address - base;
        if (reservation.contains(offset)
                && space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Slab slab) {
            Blocks.Outcome outcome = blocks.free(slab, offset);
            if (outcome != Blocks.Outcome.FREED) {
                throw refused(address, outcome);
            }
        } else {
            freeRun(address, offset);
        }
    }

    private void freeRun(long address, long offset) {
        if (address == 0) {
            return;
        }
        if (!runs.free(runAt(address, offset))) {
            throw new InvalidFreeException(Kind.ALREADY_FREE, address, "another thread frees it at the same time");
        }
    }

    /// The run that begins at `address`, where no slab lives.
    private Run runAt(long address, long offset) {
        if (!reservation.contains(offset)) {
            throw new InvalidFreeException(Kind.FOREIGN, address, "it lies outside of this allocator's memory");
        }
        SlotOwner owner = space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT));
        if (!(owner instanceof Run run)) {
            throw new InvalidFreeException(Kind.NOT_ALLOCATED, address, "no block begins in this stretch of memory");
        }
        if (run.base() != address) {
            throw new InvalidFreeException(
                    Kind.INTERIOR, address, "it is " + (address - run.base()) + " bytes inside a block of " + run.bytes());
        }
        return run;
    }

    private static InvalidFreeException refused(long address, Blocks.Outcome outcome) {
        return outcome == Blocks.Outcome.ALREADY_FREE
                ? new InvalidFreeException(Kind.ALREADY_FREE, address, "the block is free already")
                : new InvalidFreeException(Kind.INTERIOR, address, "no block begins there");
    }

    /// Usable length in bytes of the live block at `address`: at least what was asked for.
    ///
    /// @throws InvalidFreeException when no live block begins at `address`
    public long usableSize(long address) {
        long offset = address - base;
        if (!reservation.contains(offset)
                || !(space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Slab slab)) {
            return runAt(address, offset).bytes();
        }
        int block = slab.blockAt((int) offset & SizeClasses.SLAB_BYTES - 1);
        if (!slab.isBlock(block)) {
            throw refused(address, Blocks.Outcome.NOT_A_BLOCK);
        }
        if (slab.isFree(block)) {
            throw refused(address, Blocks.Outcome.ALREADY_FREE);
        }
        return slab.blockBytes();
    }

    // ---- upkeep and statistics ----

    /// Gives all memory back to the operating system that holds no live block and is not parked by another living
    /// thread. It takes milliseconds: for a moment of quiet, not for every request.
    public void trim() {
        trimmer.trim();
    }

    /// A picture of this allocator, read without stopping anybody.
    public Stats stats() {
        return statsReader.read();
    }

    // ---- for the validator ----

    AddressSpace space() {
        return space;
    }

    SharedPool pool() {
        return pool;
    }

    Heaps heaps() {
        return heaps;
    }
}
