package io.hakmem.bench.workload;

import io.hakmem.Stats;
import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One run of the budget-storm job, conducted by the calling thread, which looks at the allocator's committed bytes
/// every millisecond.
final class BudgetStormRun {
    private static final long LOOK_NANOS = 1_000_000;

    /// A limit that is not kept at all must not take the machine's memory: beyond this multiple the run fails.
    private static final long HARMLESS_MULTIPLE = 2;

    private final Allocator allocator;
    private final ThreadKind threadKind;
    private final long limitBytes;
    private final StormyThread[] threads;

    BudgetStormRun(BudgetStorm job, Allocator allocator, ThreadKind threadKind) {
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.limitBytes = job.limitBytes(allocator);
        this.threads = IntStream.range(0, job.threads())
                .mapToObj(index -> new StormyThread(this, new Mt19937(job.seed() + index), index))
                .toArray(StormyThread[]::new);
    }

    Outcome run(Duration time, MeasuredTime measuredTime) throws InterruptedException {
        measuredTime.begins();
        try (Team team = new Team()) {
            long startNanos = System.nanoTime();
            long endNanos = startNanos + time.toNanos();
            for (StormyThread thread : threads) {
                team.start(threadKind, () -> {
                    Allocator mine = allocator.forThread();
                    thread.storm(mine, endNanos);
                    team.meet();
                    team.meet();
                    thread.freeAll(mine);
                });
            }
            Long largestCommittedBytes = largestCommittedBytesUntil(endNanos);
            team.meet();
            long nanos = System.nanoTime() - startNanos;
            long frees = sum(StormyThread::frees);
            measuredTime.ended();
            team.meet();
            team.meet();
            return new Outcome(
                    sum(StormyThread::allocations),
                    nanos,
                    frees,
                    0,
                    WorkloadFigures.of(new WorkloadFigures.Limit(
                            limitBytes,
                            largestCommittedBytes,
                            sum(StormyThread::refusals),
                            sum(StormyThread::doubtfulRefusals))));
        }
    }

    /// Returns the bytes that all threads hold, or are about to. Each thread's part is one that was true at some moment
    /// of the reading.
    long liveBytes() {
        return sum(StormyThread::liveBytes);
    }

    /// Says whether that much is so little that an allocation should not be refused.
    boolean isWellBelowLimit(long liveBytes) {
        return liveBytes < limitBytes / 2;
    }

    void refuseExcess(long liveBytes) {
        if (liveBytes > limitBytes * HARMLESS_MULTIPLE) {
            throw new WorkloadFailure("The limit of " + limitBytes + " bytes is not kept: " + liveBytes
                    + " bytes are live (does this allocator know hakmem.limit?)");
        }
    }

    private @Nullable Long largestCommittedBytesUntil(long endNanos) throws InterruptedException {
        Long largest = null;
        while (System.nanoTime() - endNanos < 0) {
            Stats stats = allocator.stats();
            if (stats != null) {
                largest = Math.max(largest == null ? 0 : largest, stats.memory().committedBytes());
            }
            Thread.sleep(Duration.ofNanos(LOOK_NANOS));
        }
        return largest;
    }

    private long sum(ToLongFunction<StormyThread> figure) {
        return Arrays.stream(threads).mapToLong(figure).sum();
    }
}
