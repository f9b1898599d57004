package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Latency;
import io.hakmem.bench.measure.Run;
import org.jspecify.annotations.Nullable;

/// A figure of a run; `null` where it is not known.
@FunctionalInterface
interface Figure {
    /// Operations per second.
    Figure RATE = Run::operationsPerSecond;
    /// Nanoseconds from one operation to the next, of all threads together.
    Figure NANOS = run -> 1e9 / run.operationsPerSecond();
    /// Processor time in seconds.
    Figure CPU_SECONDS = Run::cpuSeconds;
    /// The most bytes of the process that were resident.
    Figure PEAK_RESIDENT = run -> asDouble(run.memory().peakProcessResidentBytes());
    /// Bytes of the process that came into memory since its begin, by bytes that the workload holds.
    Figure RESIDENT_PER_LIVE = run -> ratio(
            difference(run.memory().processResidentBytes(), run.memory().processResidentAtStartBytes()),
            run.workloadFigures().liveBytes());
    /// Page faults.
    Figure FAULTS = run -> asDouble(run.minorFaults());
    /// Calls to the operating system for memory.
    Figure OS_CALLS =
            run -> sum(run.osCalls().map(), run.osCalls().unmap(), run.osCalls().purge());
    /// Resident bytes of the allocator's mappings and its own tables, by bytes in blocks.
    Figure OVERHEAD = run -> ratio(
            sum(run.memory().residentBytes(), run.memory().metadataBytes()),
            run.memory().liveBytes());
    /// The time that 999 of 1,000 calls take, in nanoseconds.
    Figure TAIL = run -> {
        Latency latency = run.latency();
        return latency == null ? null : (Double) (1.0 * latency.p999Nanos());
    };

    /// Reads it off a run.
    @Nullable
    Double of(Run run);

    private static @Nullable Double asDouble(@Nullable Long figure) {
        return figure == null ? null : (Double) (double) figure;
    }

    private static @Nullable Double difference(@Nullable Long now, @Nullable Long before) {
        return now == null || before == null ? null : (Double) (double) (now - before);
    }

    private static @Nullable Double sum(@Nullable Long... parts) {
        double sum = 0;
        for (Long part : parts) {
            if (part == null) {
                return null;
            }
            sum += part;
        }
        return sum;
    }

    private static @Nullable Double ratio(@Nullable Double part, @Nullable Long whole) {
        return part == null || whole == null || whole == 0 ? null : (Double) (part / whole);
    }
}
