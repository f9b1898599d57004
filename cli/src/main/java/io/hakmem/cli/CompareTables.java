package io.hakmem.cli;

import io.hakmem.cli.compare.Header;
import io.hakmem.cli.compare.HtmlReport;
import io.hakmem.cli.compare.ReportData;
import io.hakmem.cli.compare.Spread;
import io.hakmem.cli.compare.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A comparison on the terminal.
///
/// @param out where it is printed
record CompareTables(PrintWriter out) {
    /// Writes the page to the folder, prints the tables, and says where the page is.
    void publish(Path folder, ReportData data) throws IOException {
        Path page = HtmlReport.write(folder, data);
        print(data);
        out.println("Report: " + page);
    }

    private void print(ReportData data) {
        for (ReportData.Workload workload : data.workloads()) {
            if (!workload.peers().isEmpty()) {
                out.println();
                out.println(workload.id());
                print(workload);
            }
        }
        out.println();
        data.summary().forEach(out::println);
        printMissed(data.targets());
        printGaps(data.gaps());
        out.flush();
    }

    /// Names what there are no figures of.
    void printGaps(List<Header.Gap> gaps) {
        for (Header.Gap gap : gaps) {
            out.println("Left out: " + Objects.requireNonNullElse(gap.peer(), "all allocators") + " on "
                    + Objects.requireNonNullElse(gap.workload(), "all workloads") + ": " + gap.why() + ".");
        }
        out.flush();
    }

    private void print(ReportData.Workload workload) {
        Table table = new Table("  ");
        table.row(
                "allocator",
                "operations/s",
                "spread",
                "hakmem is",
                "min to max",
                "ns",
                "net",
                "CPU s",
                "peak resident",
                "faults",
                "OS calls");
        for (ReportData.Peer peer : workload.peers()) {
            Spread rate = peer.rate();
            Spread advantage = peer.advantage();
            table.row(
                    peer.label(),
                    rate == null ? Quantity.UNKNOWN : Quantity.rate(rate.median()),
                    rate == null ? Quantity.UNKNOWN : Quantity.percent((rate.max() - rate.min()) / rate.median()),
                    advantage == null ? Quantity.UNKNOWN : Quantity.ratio(advantage.median()) + " ×",
                    advantage == null
                            ? Quantity.UNKNOWN
                            : Quantity.ratio(advantage.min()) + " to " + Quantity.ratio(advantage.max()),
                    decimal(peer.nanos()),
                    decimal(peer.netNanos()),
                    decimal(peer.cpuSeconds()),
                    Quantity.bytes(whole(peer.peakResidentBytes())),
                    Quantity.count(whole(peer.faults())),
                    Quantity.count(whole(peer.osCalls())));
        }
        table.print(out);
    }

    private void printMissed(List<Verdict> targets) {
        for (Verdict verdict : targets) {
            Spread achieved = verdict.achieved();
            if (verdict.outcome() == Verdict.Outcome.MISSED && achieved != null) {
                out.println("Missed: " + verdict.workload() + ": " + verdict.target() + ", but was "
                        + Quantity.ratio(achieved.median()) + " (" + Quantity.ratio(achieved.min()) + " to "
                        + Quantity.ratio(achieved.max()) + ") " + verdict.detail() + ".");
            }
        }
    }

    private static String decimal(@Nullable Spread figure) {
        return figure == null ? Quantity.UNKNOWN : String.format(Locale.ROOT, "%.2f", figure.median());
    }

    private static @Nullable Long whole(@Nullable Spread figure) {
        return figure == null ? null : (Long) Math.round(figure.median());
    }
}
