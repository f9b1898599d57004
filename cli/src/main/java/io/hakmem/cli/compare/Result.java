package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Run;
import org.jspecify.annotations.Nullable;

/// A line of a file of results: one run, or why it gave no figures.
///
/// @param workload id of the workload
/// @param arguments its arguments, as on the command line
/// @param round from 1
/// @param peer the allocator
/// @param latency whether each call was timed
/// @param run its figures
/// @param failure what went wrong, for the user
/// @param stolen the part of the processors' time, from 0 to 1, that the machine's host gave to others meanwhile
public record Result(
        String workload,
        String arguments,
        int round,
        String peer,
        boolean latency,
        @Nullable Run run,
        @Nullable String failure,
        double stolen) {
    /// Whether so much was stolen that the figures say little.
    boolean isRobbed() {
        return stolen > 0.1;
    }
}
