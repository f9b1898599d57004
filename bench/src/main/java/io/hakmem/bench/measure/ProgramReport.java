package io.hakmem.bench.measure;

import io.hakmem.bench.workload.WorkloadFigures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What a C program of the workloads prints about its run.
///
/// @param operations as in [Run]
/// @param nanos length of the measured time
/// @param frees as the workload counts them
/// @param handedOverFrees as in [Run]
/// @param liveBytes bytes asked for in live blocks at the end of the measured time, or 0
/// @param cpuSeconds as in [Run]
/// @param minorFaults as in [Run]
/// @param residentAtStartBytes of the process, before the workload begins
/// @param residentBytes of the process, at the end of the measured time
/// @param residentAfterQuietBytes of the process, after two seconds in which the workload did nothing
/// @param peakResidentBytes of the process, so far
/// @param looks at memory; `residentBytes` is what came into memory since the begin of the measured time
/// @param version of the allocator, if it tells one
/// @param latencies pairs of nanoseconds and calls that took so long, where that was measured
/// @param tally of the calls, where they were counted
public record ProgramReport(
        long operations,
        long nanos,
        long frees,
        long handedOverFrees,
        long liveBytes,
        double cpuSeconds,
        long minorFaults,
        long residentAtStartBytes,
        long residentBytes,
        @Nullable Long residentAfterQuietBytes,
        long peakResidentBytes,
        List<ProgramLook> looks,
        @Nullable String version,
        @Nullable List<List<Long>> latencies,
        @Nullable Object tally) {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 2;

    /// One look at memory, as in [Run.Look].
    public record ProgramLook(String moment, double atSeconds, long residentBytes, long liveBytes) {}

    /// Returns the figures in the shape of a JVM's run. What only HAKMEM knows is `null`.
    ///
    /// @param allocator name of the allocator
    /// @param notes what a reader of the figures has to know
    public Run run(String allocator, List<String> notes) {
        Figures unknown = new Figures(null, null);
        double seconds = (double) nanos / Duration.ofSeconds(1).toNanos();
        List<Run.Look> allLooks = looks.stream()
                .map(look -> new Run.Look(
                        look.moment(),
                        look.atSeconds(),
                        look.residentBytes(),
                        null,
                        null,
                        null,
                        null,
                        look.liveBytes(),
                        null))
                .toList();
        return new Run(
                allocator,
                "platform",
                operations,
                seconds,
                operations / seconds,
                handedOverFrees,
                frees,
                unknown.mapping(),
                unknown.memory(
                        null, null, residentBytes, peakResidentBytes, residentAtStartBytes, residentAfterQuietBytes),
                unknown.superSlabs(),
                unknown.stages(),
                unknown.slabs(),
                unknown.frees(),
                unknown.osCalls(),
                unknown.cache(),
                List.of(),
                new Run.AfterFree(null, null, null),
                notes,
                null,
                minorFaults,
                liveBytes == 0 ? WorkloadFigures.NONE : WorkloadFigures.ofLiveBytes(liveBytes),
                allLooks,
                MemoryReturn.of(allLooks),
                null,
                unknown.limits(),
                cpuSeconds,
                version,
                latency());
    }

    private @Nullable Latency latency() {
        if (latencies == null || latencies.isEmpty()) {
            return null;
        }
        Histogram counts = new Histogram(LONGEST_NANOS, DIGITS);
        for (List<Long> pair : latencies) {
            counts.recordValueWithCount(Math.min(pair.getFirst(), LONGEST_NANOS), pair.getLast());
        }
        return Latency.of(counts);
    }
}
