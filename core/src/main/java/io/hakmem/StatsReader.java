package io.hakmem;

import io.hakmem.OutOfMemoryReports.Lack;
import io.hakmem.harden.Quarantine;
import io.hakmem.heap.Heap;
import io.hakmem.heap.Heaps;
import io.hakmem.os.CountingPageSource;
import io.hakmem.pool.Commitment;
import io.hakmem.pool.Counters;
import io.hakmem.pool.LockWaits;
import io.hakmem.pool.PoolSettings;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.SlotPool;
import io.hakmem.pool.Stage;
import io.hakmem.pool.SuperSlabCache;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Run;
import io.hakmem.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToLongFunction;

/// Reads [Stats] off the bitmaps and counters.
final class StatsReader {
    private final CountingPageSource source;
    private final AddressSpace space;
    private final SharedPool pool;
    private final Heaps heaps;
    private final Counters withoutHeap;
    private final PoolSettings settings;
    private final List<String> notes;
    private final Quarantine quarantine;
    private final MisuseReports misuse;
    private final AtomicLongArray refused = new AtomicLongArray(Lack.values().length);

    StatsReader(
            CountingPageSource source,
            AddressSpace space,
            SharedPool pool,
            Heaps heaps,
            Counters withoutHeap,
            PoolSettings settings,
            Quarantine quarantine,
            MisuseReports misuse,
            List<String> notes) {
        this.source = source;
        this.space = space;
        this.pool = pool;
        this.heaps = heaps;
        this.withoutHeap = withoutHeap;
        this.settings = settings;
        this.quarantine = quarantine;
        this.misuse = misuse;
        this.notes = notes;
    }

    Stats read() {
        SlotPool slots = pool.slots();
        long acquired = slots.acquired();
        long released = slots.released();
        SuperSlabCache cache = slots.cache();
        List<Stats.SizeClass> sizeClasses = sizeClasses();
        return new Stats(
                new Stats.Mapping(
                        space.reservation().mappedBase(),
                        space.reservation().mappedBytes(),
                        source.maps() - source.unmaps()),
                memory(sizeClasses),
                limits(),
                new Stats.SuperSlabs(
                        acquired, released, Math.max(0, acquired - released), slots.peakActive(), cache.size()),
                stages(),
                heaps.count(),
                new Stats.Slabs(pool.born(), pool.retired(), pool.reusedAcrossClasses()),
                frees(),
                new Stats.OsCalls(source.maps(), source.unmaps(), source.purges()),
                new Stats.Cache(cache.pushes(), cache.hits(), cache.misses(), cache.evictions()),
                locks(),
                sizeClasses,
                notesNow());
    }

    /// A request was refused.
    void refused(Lack lack) {
        refused.getAndIncrement(lack.ordinal());
    }

    private Stats.Limits limits() {
        Commitment commitment = pool.slots().commitment();
        return new Stats.Limits(
                commitment.limits().hardBytes(),
                commitment.limits().softBytes(),
                commitment.parentsHardBytes(),
                refused.get(Lack.BUDGET.ordinal()),
                refused.get(Lack.PROCESS_BUDGET.ordinal()),
                refused.get(Lack.RESERVATION.ordinal()));
    }

    private List<Stats.SizeClass> sizeClasses() {
        long[] slabs = new long[SizeClasses.COUNT];
        long[] free = new long[SizeClasses.COUNT];
        long[] lent = new long[SizeClasses.COUNT];
        long[] borrowed = new long[SizeClasses.COUNT];
        int last = pool.slots().highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            if (space.ownerOf(slot) instanceof Slab slab) {
                slabs[slab.sizeClass()]++;
                free[slab.sizeClass()] += slab.freeBlocks();
                CoalescedSlab coalesced = space.coalescedAt(slot);
                if (coalesced != null) {
                    int blocks = coalesced.blocks();
                    borrowed[coalesced.sizeClass()] += blocks;
                    lent[slab.sizeClass()] += (long) blocks * coalesced.neighbours();
                }
            }
        }
        List<Stats.SizeClass> classes = new ArrayList<>(SizeClasses.COUNT);
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            int at = sizeClass;
            long parked = sum(heap -> heap.parked(at)) + quarantine.blocks(at);
            long lost = sum(heap -> heap.lost(at));
            long taken = slabs[at] * SizeClasses.capacity(at) - free[at] - lent[at] + borrowed[at];
            classes.add(new Stats.SizeClass(
                    SizeClasses.blockBytes(at),
                    slabs[at],
                    Math.max(0, taken - parked - lost),
                    parked,
                    free[at],
                    lost,
                    lent[at],
                    borrowed[at]));
        }
        return List.copyOf(classes);
    }

    private Stats.Memory memory(List<Stats.SizeClass> classes) {
        long live = 0;
        long parked = 0;
        long lost = 0;
        for (Stats.SizeClass sizeClass : classes) {
            live += sizeClass.live() * sizeClass.blockBytes();
            parked += sizeClass.parked() * sizeClass.blockBytes();
            lost += sizeClass.lost() * sizeClass.blockBytes();
        }
        return new Stats.Memory(
                live + runBytes() - quarantine.longerBytes(),
                parked + quarantine.longerBytes(),
                lost,
                pool.slots().commitment().committedBytes(),
                pool.slots().commitment().peakBytes(),
                space.reservation().bytes(),
                pool.metadataBytes() + heaps.metadataBytes());
    }

    private long runBytes() {
        long bytes = 0;
        int last = pool.slots().highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            bytes += switch (space.ownerOf(slot)) {
                case Run run -> run.bytes();
                case PageSlab slab -> (long) Long.bitCount(slab.blockPages()) * source.pageBytes();
                case Slab _ -> 0;
                case null -> 0;
            };
        }
        return bytes;
    }

    private List<Stats.Stage> stages() {
        List<Stats.Stage> stages = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            stages.add(new Stats.Stage(
                    stage.label(),
                    withoutHeap.hits(stage) + sum(heap -> heap.counters().hits(stage)),
                    withoutHeap.misses(stage) + sum(heap -> heap.counters().misses(stage))));
        }
        return List.copyOf(stages);
    }

    private Stats.Frees frees() {
        return new Stats.Frees(
                sum(Heap::localFrees),
                withoutHeap.remoteFrees() + sum(Heap::remoteFrees),
                withoutHeap.remoteBatches() + sum(Heap::remoteBatches));
    }

    private Stats.Locks locks() {
        LockWaits growth = settings.growthWaits();
        LockWaits purge = settings.purgeWaits();
        return new Stats.Locks(growth.count(), growth.nanos(), purge.count(), purge.nanos());
    }

    private List<String> notesNow() {
        List<String> now = new ArrayList<>(notes);
        now.add("Page source: " + source.name() + ", pages of " + source.pageBytes() + " bytes.");
        if (pool.slots().refusedPurges() > 0) {
            now.add(refusals());
        }
        long doubleFrees = sum(Heap::doubleFrees) + pool.freePages().doubleFrees();
        if (doubleFrees > 0) {
            now.add("Blocks that were freed twice and found when they were given back: " + doubleFrees + ".");
        }
        if (misuse.writesAfterFree() > 0) {
            now.add("Blocks that were written after they were freed: " + misuse.writesAfterFree() + ".");
        }
        return List.copyOf(now);
    }

    /// What the system refused.
    String refusals() {
        return "The system refused to take pages back " + pool.slots().refusedPurges() + " times, last: "
                + pool.slots().lastRefusal() + ".";
    }

    private long sum(ToLongFunction<Heap> figure) {
        long[] sum = {0};
        heaps.visit(heap -> sum[0] += figure.applyAsLong(heap));
        return sum[0];
    }
}
