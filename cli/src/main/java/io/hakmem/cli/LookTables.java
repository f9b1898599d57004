package io.hakmem.cli;

import static io.hakmem.cli.Quantity.bytes;
import static io.hakmem.cli.Quantity.count;

import io.hakmem.bench.measure.MemoryReturn;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.Summary;
import io.hakmem.bench.workload.WorkloadFigures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Memory over time as tables for people, by the median run of each allocator; nothing for workloads that name no
/// moments.
final class LookTables {
    /// Of the looks of a moment those are shown which are this far apart.
    private static final double STEP_SECONDS = 0.5;

    /// Looks come a little early or late.
    private static final double TOLERANCE_SECONDS = 0.02;

    private final List<Summary> summaries;

    LookTables(List<Summary> summaries) {
        this.summaries = summaries;
    }

    void print(PrintWriter out) {
        for (Summary summary : summaries) {
            List<Run.Look> looks = summary.typical().looks();
            if (!looks.isEmpty()) {
                out.println();
                table(summary.allocator(), looks).print(out);
            }
        }
        printReturns(out);
        printLimits(out);
    }

    private static Table table(String allocator, List<Run.Look> looks) {
        Table table = new Table("");
        table.row(
                allocator,
                "s",
                "live",
                "in pages",
                "resident",
                "committed",
                "parked",
                "SuperSlabs",
                "resident / live",
                "committed / live");
        for (Run.Look look : shown(looks)) {
            table.row(
                    look.moment(),
                    Quantity.ratio(look.atSeconds()),
                    bytes(look.liveBytes()),
                    bytes(look.pageBytes()),
                    bytes(look.residentBytes()),
                    bytes(look.committedBytes()),
                    bytes(look.parkedBytes()),
                    count(look.superSlabsActive()),
                    share(look.residentBytes(), look.liveBytes()),
                    share(look.committedBytes(), look.liveBytes()));
        }
        return table;
    }

    /// Returns the first look of each moment, and of the others the first in each further step.
    static List<Run.Look> shown(List<Run.Look> looks) {
        List<Run.Look> shown = new ArrayList<>();
        String moment = "";
        double dueSeconds = 0;
        for (Run.Look look : looks) {
            if (!look.moment().equals(moment)) {
                moment = look.moment();
                dueSeconds = look.atSeconds();
            }
            if (look.atSeconds() >= dueSeconds - TOLERANCE_SECONDS) {
                shown.add(look);
                dueSeconds = Math.max(dueSeconds, look.atSeconds() - STEP_SECONDS) + STEP_SECONDS;
            }
        }
        return shown;
    }

    private void printReturns(PrintWriter out) {
        Table table = new Table("");
        table.row(
                "allocator",
                "survivors in pages",
                "settled after",
                "resident after 2 s",
                "after 6 s",
                "pinned until then",
                "3 s after free");
        boolean any = false;
        for (Summary summary : summaries) {
            MemoryReturn figures = summary.typical().memoryReturn();
            if (figures != null) {
                any = true;
                table.row(
                        summary.allocator(),
                        bytes(figures.pageBytes()),
                        figures.settledAtSeconds() == null
                                ? "never"
                                : Quantity.ratio(figures.settledAtSeconds()) + " s",
                        bytes(figures.residentAfterTwoSecondsBytes()),
                        bytes(figures.residentAfterSixSecondsBytes()),
                        bytes(figures.pinnedBytes()),
                        bytes(figures.residentAfterFreeBytes()));
            }
        }
        if (any) {
            out.println();
            table.print(out);
            out.println("Settled: resident is at most the survivors' pages and a tenth of them, and what is parked.");
        }
    }

    private void printLimits(PrintWriter out) {
        for (Summary summary : summaries) {
            WorkloadFigures.Limit limit = summary.typical().workloadFigures().limit();
            if (limit != null) {
                out.println();
                Table table = new Table("");
                table.row("allocator", "limit", "largest committed", "allocations", "refusals", "doubtful refusals");
                table.row(
                        summary.allocator(),
                        bytes(limit.limitBytes()),
                        bytes(limit.largestCommittedBytes()),
                        count(summary.typical().operations()),
                        count(limit.refusals()),
                        count(limit.doubtfulRefusals()));
                table.print(out);
                out.println("Doubtful: refused although less than half of the limit was live.");
            }
        }
    }

    private static String share(@Nullable Long part, long whole) {
        return part == null || whole == 0 ? Quantity.UNKNOWN : Quantity.ratio((double) part / whole);
    }
}
