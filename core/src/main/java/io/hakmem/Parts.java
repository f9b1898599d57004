package io.hakmem;

import io.hakmem.bits.Words;
import io.hakmem.harden.Quarantine;
import io.hakmem.heap.Batches;
import io.hakmem.heap.BinBounds;
import io.hakmem.heap.Blocks;
import io.hakmem.heap.CoalescedBlocks;
import io.hakmem.heap.Heaps;
import io.hakmem.maintain.Callback;
import io.hakmem.maintain.Maintenance;
import io.hakmem.maintain.Trimmer;
import io.hakmem.maintain.Upkeep;
import io.hakmem.memory.NativeMemory;
import io.hakmem.os.CountingPageSource;
import io.hakmem.os.HugePages;
import io.hakmem.os.MachineMemory;
import io.hakmem.os.PageSource;
import io.hakmem.os.PageSourceException;
import io.hakmem.os.ProcessFigures;
import io.hakmem.pool.Coalescing;
import io.hakmem.pool.Commitment;
import io.hakmem.pool.Counters;
import io.hakmem.pool.Journal;
import io.hakmem.pool.LockWaits;
import io.hakmem.pool.MemoryLimits;
import io.hakmem.pool.PoolSettings;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.StackRoom;
import io.hakmem.pool.Topic;
import io.hakmem.run.Refusal;
import io.hakmem.run.RunAllocator;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlabTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The parts of one allocator, bottom up.
///
/// A record, because the JIT compiler trusts the fields of records: those of a constant are constants.
///
/// @param reservation the one mapping
/// @param slabs which slab lives in which slot, the table of `space`
/// @param space the reservation as SuperSlabs and slots
/// @param pool slabs and slots that no heap has
/// @param heaps what threads own
/// @param blocks the paths of blocks of size classes
/// @param coalesced the way back of blocks that are made of neighbours
/// @param batches the paths of many such blocks at once
/// @param runs the paths of longer blocks
/// @param trimmer the way back, now
/// @param upkeep the way back, in time
/// @param statsReader the picture of all this
/// @param journal where refused frees are noted
/// @param reports what is told when a request is refused
/// @param softLimit who is told when the soft limit is reached
/// @param origin what it was made of
/// @param lineage the allocators on the same reservation
/// @param quarantine freed blocks that are kept, at the level `hardened`
/// @param misuse wrong writes that were found
/// @param hardened the paths of the level `hardened`; `null` at the others
record Parts(
        Reservation reservation,
        SlabTable slabs,
        AddressSpace space,
        SharedPool pool,
        Heaps heaps,
        Blocks blocks,
        CoalescedBlocks coalesced,
        Batches batches,
        RunAllocator runs,
        Trimmer trimmer,
        Upkeep upkeep,
        StatsReader statsReader,
        Journal journal,
        OutOfMemoryReports reports,
        Callback softLimit,
        Origin origin,
        Lineage lineage,
        Quarantine quarantine,
        MisuseReports misuse,
        @Nullable Hardened hardened) {
    private static final long SMALLEST_DEFAULT_RESERVATION_BYTES = 64L << 30;
    private static final int PHYSICAL_MULTIPLE = 4;

    /// What calls would initialise. A class whose initialisation fails, since the stack or the Java heap is at its
    /// end just then, can never be used again. And a method whose signature names a class that is not loaded is never
    /// inlined.
    private static final List<Class<?>> NEEDED_BY_CALLS = List.of(
            SizeClasses.class,
            NativeMemory.class,
            StackRoom.class,
            Blocks.Outcome.class,
            OutOfMemoryReports.Lack.class,
            ProcessFigures.class,
            Refusal.class,
            InvalidFreeException.Kind.class,
            Hardened.class,
            SharedHakmem.class);

    /// What an allocator and its children are made of.
    ///
    /// @param source calls of the system; they are counted
    /// @param nanoClock read for every time
    record Origin(CountingPageSource source, Options options, LongSupplier nanoClock) {}

    /// Builds the process-wide allocator. Its budget, and that of the process, is what the machine allows unless an
    /// option tells another.
    static Parts ofThisMachine(Options options) {
        PageSource source = PageSource.ofThisMachine();
        long limitBytes = options.limitBytes();
        long machineBytes = MachineMemory.ofThisMachine(source)
                .budgetBytes(Runtime.getRuntime().maxMemory());
        MemoryLimits limits = new MemoryLimits(limitBytes == 0 ? machineBytes : limitBytes, options.softLimitBytes());
        Commitment process =
                new Commitment(source.pageBytes(), new MemoryLimits(Math.max(machineBytes, limitBytes), 0), null);
        return of(source, options, limits, process, System::nanoTime);
    }

    /// Builds an allocator: pages, address space, pool, heaps, and the paths over them.
    ///
    /// @param process the committed bytes of all allocators of the process; `null` to leave this one out
    /// @throws NativeOutOfMemoryError when every reservation is refused; the message tells the system's error
    static Parts of(
            PageSource pageSource,
            Options options,
            MemoryLimits limits,
            @Nullable Commitment process,
            LongSupplier nanoClock) {
        NEEDED_BY_CALLS.forEach(Parts::initialise);
        List<String> notes = new ArrayList<>();
        CountingPageSource source = new CountingPageSource(pageSource);
        Reservation reservation;
        try {
            reservation = Reservation.of(
                    source,
                    reservationBytes(options, source),
                    options.superSlabBytes(),
                    HugePages.valueOf(options.hugePages().name()),
                    notes);
        } catch (PageSourceException e) {
            throw new NativeOutOfMemoryError("No address space could be reserved: " + e.getMessage() + ".");
        }
        try {
            Commitment commitment = new Commitment(source.pageBytes(), limits, process);
            Origin origin = new Origin(source, options, nanoClock);
            return on(new AddressSpace(reservation), origin, commitment, Lineage.ofRoot(), notes);
        } catch (Throwable e) {
            reservation.unmap(source, e);
            throw e;
        }
    }

    /// Builds an allocator within the budget and on the reservation of another.
    static Parts child(Parts parent, String name, Options options) {
        Origin origin = new Origin(new CountingPageSource(parent.origin.source()), options, parent.origin.nanoClock());
        MemoryLimits limits = new MemoryLimits(options.limitBytes() == 0 ? Long.MAX_VALUE : options.limitBytes(), 0);
        Commitment commitment = new Commitment(
                origin.source().pageBytes(), limits, parent.pool.slots().commitment());
        return on(parent.space.sibling(), origin, commitment, parent.lineage.ofChild(name), List.of());
    }

    private static void initialise(Class<?> type) {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError("a class is missing", e);
        }
    }

    private static Parts on(
            AddressSpace space, Origin origin, Commitment commitment, Lineage lineage, List<String> notes) {
        CountingPageSource source = origin.source();
        Options options = origin.options();
        LongSupplier nanoClock = origin.nanoClock();
        PoolSettings settings = poolSettings(options, nanoClock);
        SharedPool pool = new SharedPool(space, source, settings, commitment, nanoClock);
        Heaps heaps = new Heaps(
                space, pool, source, new BinBounds(options.binBytes(), options.binBlocks()), options.checked());
        Upkeep upkeep = new Upkeep(heaps, pool, policy(options), options.superSlabBytes(), nanoClock);
        if (options.maintenance()) {
            Maintenance.lookAfter(upkeep);
        }
        Trimmer trimmer = new Trimmer(heaps, pool);
        Counters withoutHeap = new Counters();
        Quarantine quarantine = new Quarantine(options.quarantineBytes());
        MisuseReports misuse = new MisuseReports();
        StatsReader statsReader =
                new StatsReader(source, space, pool, heaps, withoutHeap, settings, quarantine, misuse, notes);
        Callback softLimit = new Callback("soft-limit");
        commitment.whenSoftReached(softLimit::tell);
        Blocks blocks = Blocks.of(pool, heaps, options.checked(), withoutHeap, lineage::trimFamily);
        Parts plain = new Parts(
                space.reservation(),
                space.slabs(),
                space,
                pool,
                heaps,
                blocks,
                new CoalescedBlocks(pool, heaps, blocks, withoutHeap),
                new Batches(pool, heaps, blocks, withoutHeap),
                new RunAllocator(space, pool, withoutHeap, trimmer::drain, lineage::trimFamily),
                trimmer,
                upkeep,
                statsReader,
                settings.journal(),
                new OutOfMemoryReports(pool, statsReader),
                softLimit,
                origin,
                lineage,
                quarantine,
                misuse,
                null);
        Parts parts = options.checking() == Options.Checking.HARDENED ? plain.harden() : plain;
        lineage.attach(parts);
        return parts;
    }

    private Parts harden() {
        Hardened paths = new Hardened(new Hakmem(this), origin.options());
        return new Parts(
                reservation,
                slabs,
                space,
                pool,
                heaps,
                blocks,
                coalesced,
                batches,
                runs,
                trimmer,
                upkeep,
                statsReader,
                journal,
                reports,
                softLimit,
                origin,
                lineage,
                quarantine,
                misuse,
                paths);
    }

    private static Upkeep.Policy policy(Options options) {
        return new Upkeep.Policy(
                options.maintenanceIntervalNanos(),
                options.purgeDelayNanos(),
                options.purgeBytesPerSecond(),
                options.idleTakeBackNanos(),
                options.warmReserveBytes());
    }

    private static PoolSettings poolSettings(Options options, LongSupplier nanoClock) {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        options.debug().forEach(topic -> topics.add(Topic.valueOf(topic.name())));
        boolean hardened = options.checking() == Options.Checking.HARDENED; // which knows what free blocks hold
        return new PoolSettings(
                options.cacheLimits(),
                hardened ? Coalescing.NEVER : options.coalesceFromBytes(),
                Journal.of(topics),
                new LockWaits(options.lockStatistics(), nanoClock),
                new LockWaits(options.lockStatistics(), nanoClock));
    }

    /// The error for a request of `bytes` bytes that found no room; for `throw`.
    ///
    /// @throws IllegalStateException when the allocator is closed
    NativeOutOfMemoryError refused(long bytes) {
        lineage.requireOpen();
        return reports.refused(bytes);
    }

    /// Notes a free that is refused, and tells what is known of the address; for `throw`.
    InvalidFreeException noted(InvalidFreeException refusal) {
        BlockReport.addTo(refusal, this);
        journal.freeRefused(String.valueOf(refusal.getMessage()));
        return refusal;
    }

    /// The slab that an offset from the base of the reservation lies in, as the calling thread sees it; `null` for
    /// none.
    @Nullable
    Slab slabAt(long offset) {
        return reservation.contains(offset) ? slabs.getPlain((int) (offset >>> SizeClasses.SLAB_SHIFT)) : null;
    }

    /// What hides the slab that an offset from the base of the reservation lies in from [#slabAt]; `null` for nothing.
    ///
    /// Who found no slab asks here next: the fence keeps the two looks in this order.
    @Nullable
    CoalescedSlab coalescedAt(long offset) {
        Words.loadLoadFence();
        return reservation.contains(offset) ? space.coalescedAt((int) (offset >>> SizeClasses.SLAB_SHIFT)) : null;
    }

    /// Index of the slot that an address of the reservation lies in.
    int slotOf(long address) {
        return (int) ((address - reservation.base()) >>> SizeClasses.SLAB_SHIFT);
    }

    private static long reservationBytes(Options options, PageSource source) {
        return options.reservationBytes() != 0
                ? options.reservationBytes()
                : Math.max(PHYSICAL_MULTIPLE * source.physicalBytes(), SMALLEST_DEFAULT_RESERVATION_BYTES);
    }
}
