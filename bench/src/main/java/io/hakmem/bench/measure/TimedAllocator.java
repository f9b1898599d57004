package io.hakmem.bench.measure;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.ForwardingAllocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Takes the time of each call. Thread lives share a few sets of counts.
final class TimedAllocator extends ForwardingAllocator {
    private static final int SETS = 16;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 2;

    private final Counts counts;
    private final AtomicHistogram mine;

    /// @param sets of counts, by the number of a thread life
    private record Counts(List<AtomicHistogram> sets, AtomicInteger lives) {}

    TimedAllocator(Allocator inner) {
        this(
                inner,
                new Counts(
                        Stream.generate(() -> new AtomicHistogram(LONGEST_NANOS, DIGITS))
                                .limit(SETS)
                                .toList(),
                        new AtomicInteger()));
    }

    private TimedAllocator(Allocator inner, Counts counts) {
        super(inner);
        this.counts = counts;
        this.mine = counts.sets.get(Math.floorMod(counts.lives.getAndIncrement(), SETS));
    }

    @Override
    public long allocate(long bytes) {
        long start = System.nanoTime();
        long address = inner.allocate(bytes);
        count(start);
        return address;
    }

    @Override
    public long allocateZeroed(long bytes) {
        long start = System.nanoTime();
        long address = inner.allocateZeroed(bytes);
        count(start);
        return address;
    }

    @Override
    public long reallocate(long address, long bytes) {
        long start = System.nanoTime();
        long moved = inner.reallocate(address, bytes);
        count(start);
        return moved;
    }

    @Override
    public void free(long address) {
        long start = System.nanoTime();
        inner.free(address);
        count(start);
    }

    @Override
    public Allocator forThread() {
        return new TimedAllocator(inner.forThread(), counts);
    }

    private void count(long startNanos) {
        mine.recordValue(Math.min(System.nanoTime() - startNanos, LONGEST_NANOS));
    }

    /// Forgets what was counted; nobody calls meanwhile.
    void restart() {
        for (AtomicHistogram set : counts.sets) {
            set.reset();
        }
    }

    /// Sums up what was counted; nobody calls meanwhile.
    @Nullable
    Latency latency() {
        Histogram sum = new Histogram(LONGEST_NANOS, DIGITS);
        for (AtomicHistogram set : counts.sets) {
            sum.add(set);
        }
        return sum.getTotalCount() == 0 ? null : Latency.of(sum);
    }
}
