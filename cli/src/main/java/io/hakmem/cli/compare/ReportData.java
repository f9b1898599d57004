package io.hakmem.cli.compare;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that the report shows, in the shape of its JSON.
///
/// @param header what was to be measured
/// @param complete whether all of that was
/// @param summary the result in sentences
/// @param workloads figures by workload
/// @param targets what became of the targets
/// @param allocators what of them cannot be compared
/// @param gaps what there are no figures of, and why
/// @param notes what a reader has to know
public record ReportData(
        Header header,
        boolean complete,
        List<String> summary,
        List<Workload> workloads,
        List<Verdict> targets,
        List<Notes> allocators,
        List<Header.Gap> gaps,
        List<String> notes) {
    /// A workload.
    ///
    /// @param id what tells it from the others
    /// @param name of the workload
    /// @param arguments all arguments, by name
    /// @param description what it does, and what an operation is
    /// @param bestNative the native allocator that HAKMEM has the least advantage over
    /// @param rival the same; where no native one was measured, the one of all others
    /// @param harnessesDiffer whether the C harness costs so much more or less than the Java one that native
    ///     allocators are compared by net figures
    /// @param peers figures by allocator
    /// @param memory resident bytes over time, by allocator
    /// @param latencies of single calls, by allocator
    public record Workload(
            String id,
            String name,
            Map<String, String> arguments,
            String description,
            @Nullable String bestNative,
            @Nullable String rival,
            boolean harnessesDiffer,
            List<Peer> peers,
            List<Curve> memory,
            List<Curve> latencies) {}

    /// An allocator on a workload.
    ///
    /// @param label its name
    /// @param rounds how many runs gave figures
    /// @param rate operations per second
    /// @param ratio HAKMEM's rate by this one's, round by round
    /// @param netRatio this one's net time for an operation by HAKMEM's, round by round
    /// @param advantage which of the two counts
    /// @param nanos nanoseconds for an operation
    /// @param netNanos the same less the null allocator's of the same round
    /// @param cpuSeconds processor time
    /// @param peakResidentBytes the process's peak less the null allocator's
    /// @param residentPerLive resident by live bytes
    /// @param faults page faults
    /// @param osCalls calls to the operating system
    public record Peer(
            String label,
            int rounds,
            @Nullable Spread rate,
            @Nullable Spread ratio,
            @Nullable Spread netRatio,
            @Nullable Spread advantage,
            @Nullable Spread nanos,
            @Nullable Spread netNanos,
            @Nullable Spread cpuSeconds,
            @Nullable Spread peakResidentBytes,
            @Nullable Spread residentPerLive,
            @Nullable Spread faults,
            @Nullable Spread osCalls) {}

    /// What there is to know of an allocator.
    ///
    /// @param label its name
    /// @param notes in whole sentences
    public record Notes(String label, List<String> notes) {}

    /// A line of a chart.
    ///
    /// @param peer the allocator
    /// @param points from left to right, each of an x and a y: seconds and bytes, or a percentile and nanoseconds
    public record Curve(String peer, List<double[]> points) {}
}
