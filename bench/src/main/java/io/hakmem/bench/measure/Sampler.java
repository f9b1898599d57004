package io.hakmem.bench.measure;

import io.hakmem.Stats;
import io.hakmem.bench.allocator.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks at the allocator every half second while a workload runs, or less often, so that looks take no more than a
/// two-hundredth of the time: to read what the mapping has in memory holds up whoever starts a thread, and only an
/// allocator with a mapping pays. One without figures is left alone.
///
/// Called by the conductor of the run only; the samples are guarded by this object's lock.
final class Sampler implements AutoCloseable {
    private static final long PERIOD_MILLIS = 500;
    private static final int TIMES_ITS_COST = 200;

    private final Allocator allocator;
    private final ProcessMemory process;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("sampler").unstarted(task));
    private final List<Run.Sample> samples = new ArrayList<>();
    private long originNanos = System.nanoTime();
    private @Nullable Long peakResidentBytes;
    private @Nullable Future<?> sampling;

    /// Owner: the clock's thread.
    private long restUntilNanos = System.nanoTime();

    Sampler(Allocator allocator, ProcessMemory process) {
        this.allocator = allocator;
        this.process = process;
    }

    /// Drops the samples so far but for their peak, and counts time from now.
    void restart() {
        stop();
        synchronized (this) {
            samples.clear();
            originNanos = System.nanoTime();
        }
        if (allocator.stats() != null) {
            sample();
            sampling = clock.scheduleAtFixedRate(this::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// Takes the last sample.
    void finish() {
        stop();
        sample();
    }

    synchronized List<Run.Sample> samples() {
        return List.copyOf(samples);
    }

    synchronized @Nullable Long lastResidentBytes() {
        return samples.isEmpty() ? null : samples.getLast().residentBytes();
    }

    synchronized @Nullable Long peakResidentBytes() {
        return peakResidentBytes;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    @Nullable
    Long residentBytes(@Nullable Stats stats) {
        return stats == null
                ? null
                : process.residentBytes(stats.mapping().base(), stats.mapping().bytes());
    }

    private void tick() {
        long startNanos = System.nanoTime();
        if (startNanos - restUntilNanos >= 0) {
            sample();
            restUntilNanos = startNanos + TIMES_ITS_COST * (System.nanoTime() - startNanos);
        }
    }

    private synchronized void sample() {
        Stats stats = allocator.stats();
        if (stats == null) {
            return;
        }
        double atSeconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - originNanos) / 1e3;
        Long residentBytes = residentBytes(stats);
        if (residentBytes != null && (peakResidentBytes == null || residentBytes > peakResidentBytes)) {
            peakResidentBytes = residentBytes;
        }
        samples.add(new Run.Sample(atSeconds, stats.superSlabs().active(), residentBytes));
    }

    /// Waits for a sample in progress; one that failed fails the run.
    private void stop() {
        Future<?> running = sampling;
        sampling = null;
        if (running == null || running.cancel(false)) {
            return;
        }
        try {
            running.get();
        } catch (CancellationException | InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("The allocator's figures could not be read", failed.getCause());
        }
    }
}
