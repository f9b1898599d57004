package io.hakmem.bench.measure;

import io.hakmem.Stats;
import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.workload.Holding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The looks at memory that a workload asks for. An allocator without figures of its own is looked at as the part of
/// the process that came into memory since the begin.
///
/// Owner: the thread that conducts the workload.
final class Looks {
    private static final long PERIOD_NANOS = 100_000_000;

    private final Allocator allocator;
    private final ProcessMemory process;
    private final List<Run.Look> looks = new ArrayList<>();
    private long originNanos = System.nanoTime();
    private @Nullable Long processResidentAtBeginBytes;

    Looks(Allocator allocator, ProcessMemory process) {
        this.allocator = allocator;
        this.process = process;
    }

    /// Counts time, and the memory of the process, from now.
    void begin() {
        originNanos = System.nanoTime();
        processResidentAtBeginBytes = process.residentBytes();
    }

    /// Looks now, and once a period until the time is over. Looks that a busy machine makes late are not made up for.
    void watch(String moment, Duration time, Holding holding) throws InterruptedException {
        long startNanos = System.nanoTime();
        look(moment, holding);
        long dueNanos = PERIOD_NANOS;
        while (dueNanos <= time.toNanos()) {
            long restNanos = startNanos + dueNanos - System.nanoTime();
            if (restNanos > 0) {
                Thread.sleep(Duration.ofNanos(restNanos));
            }
            look(moment, holding);
            long passedPeriods = (System.nanoTime() - startNanos) / PERIOD_NANOS;
            dueNanos = Math.max(dueNanos + PERIOD_NANOS, passedPeriods * PERIOD_NANOS);
        }
    }

    List<Run.Look> all() {
        return List.copyOf(looks);
    }

    private void look(String moment, Holding holding) {
        double atSeconds = Math.floorDiv(System.nanoTime() - originNanos, 1_000_000) / 1e3;
        Stats stats = allocator.stats();
        looks.add(new Run.Look(
                moment,
                atSeconds,
                residentBytes(stats),
                figure(stats, of -> of.memory().committedBytes()),
                figure(stats, of -> of.memory().parkedBytes()),
                figure(stats, of -> of.memory().liveBytes()),
                figure(stats, of -> of.superSlabs().active()),
                holding.liveBytes(),
                holding.pageBytes()));
    }

    private @Nullable Long residentBytes(@Nullable Stats stats) {
        if (stats != null) {
            return process.residentBytes(stats.mapping().base(), stats.mapping().bytes());
        }
        Long now = process.residentBytes();
        Long atBegin = processResidentAtBeginBytes;
        return now == null || atBegin == null ? null : (Long) (now - atBegin);
    }

    private static @Nullable Long figure(@Nullable Stats stats, ToLongFunction<Stats> figure) {
        return stats == null ? null : (Long) figure.applyAsLong(stats);
    }
}
