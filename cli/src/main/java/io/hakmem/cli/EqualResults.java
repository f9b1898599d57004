package io.hakmem.cli;

import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.Summary;
import java.io.PrintWriter;
import java.util.List;

/// What a workload computes is the same whatever the allocator, so its allocators can be compared by the time that it
/// takes. Nothing for workloads that compute nothing.
final class EqualResults {
    private EqualResults() {}

    /// Refuses runs that computed different things.
    ///
    /// @throws RunFailure when one did
    static void require(List<Run> runs) {
        Run first = runs.getFirst();
        Long checksum = first.workloadFigures().checksum();
        for (Run run : runs) {
            Long other = run.workloadFigures().checksum();
            if (checksum != null && !checksum.equals(other)) {
                throw new RunFailure("The results differ: on " + first.allocator() + " the checksum was " + checksum
                        + ", on " + run.allocator() + " " + other + ".");
            }
        }
    }

    /// Tells the time of each allocator as a multiple of the last one's.
    static void print(List<Summary> summaries, PrintWriter out) {
        Summary last = summaries.getLast();
        Long checksum = last.typical().workloadFigures().checksum();
        if (checksum != null) {
            out.println();
            out.println("All runs computed the same, checksum " + checksum + ".");
            for (Summary summary : summaries.subList(0, summaries.size() - 1)) {
                out.println(summary.allocator() + " took "
                        + Quantity.ratio(last.medianOperationsPerSecond() / summary.medianOperationsPerSecond())
                        + " times as long as " + last.allocator() + ".");
            }
        }
    }
}
