package io.hakmem.cli;

import static io.hakmem.cli.Quantity.bytes;
import static io.hakmem.cli.Quantity.count;

import io.hakmem.Stats;
import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.Latency;
import io.hakmem.bench.measure.Machine;
import io.hakmem.bench.measure.Report;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.Summary;
import io.hakmem.bench.workload.Workload;
import io.hakmem.bench.workload.WorkloadFigures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A report for people.
final class TextReport {
    private static final String INDENT = "  ";
    private static final int LABEL_WIDTH = 14;

    private final Report report;
    private final Workload workload;
    private final boolean counters;
    private final List<Summary> summaries;

    TextReport(Report report, Workload workload, boolean counters) {
        this.report = report;
        this.workload = workload;
        this.counters = counters;
        this.summaries = Summary.byAllocator(report.runs());
    }

    void print(PrintWriter out) {
        printHead(out);
        printComparison(out);
        printLatencies(out);
        printWorkloadFigures(out);
        new LookTables(summaries).print(out);
        EqualResults.print(summaries, out);
        for (Summary summary : summaries) {
            Run run = summary.typical();
            if (run.mapping().base() != null) {
                printDetails(out, run);
            }
        }
        printNotes(out);
    }

    private void printHead(PrintWriter out) {
        Machine machine = report.machine();
        out.println(workload.name() + " " + String.join(" ", workload.words()) + ": "
                + report.runs().getFirst().threads() + " threads, warm-up "
                + report.arguments().get("warmupSeconds") + " s, runs in fresh JVMs: "
                + report.arguments().get("repeat"));
        out.println(machine.cpus() + " × "
                + Optional.ofNullable(machine.cpuModel()).orElse("processor") + ", "
                + bytes(machine.memoryBytes()) + ", " + machine.kernel() + ", JDK " + machine.jdkVersion() + ", HAKMEM "
                + machine.hakmemVersion());
        out.println();
    }

    private void printComparison(PrintWriter out) {
        Optional<Summary> harness = summaries.stream()
                .filter(summary -> summary.allocator().equals(AllocatorKind.NULL.label()))
                .findFirst();
        Table table = new Table("");
        List<String> head = new ArrayList<>(List.of("allocator", "operations/s"));
        if (isRepeated()) {
            head.add("spread");
        }
        harness.ifPresent(summary -> head.add("× null"));
        head.addAll(List.of("measured", "handed over", "page faults", "process resident"));
        table.row(head);
        for (Summary summary : summaries) {
            Run run = summary.typical();
            List<String> row =
                    new ArrayList<>(List.of(summary.allocator(), Quantity.rate(summary.medianOperationsPerSecond())));
            if (isRepeated()) {
                row.add(Quantity.percent(summary.spread()));
            }
            harness.ifPresent(none ->
                    row.add(Quantity.ratio(summary.medianOperationsPerSecond() / none.medianOperationsPerSecond())));
            row.add(Quantity.seconds(run.seconds()));
            row.add(Quantity.percent((double) run.handedOverFrees() / Math.max(1, run.harnessFrees())));
            row.add(count(run.minorFaults()));
            row.add(bytes(run.memory().processResidentBytes()));
            table.row(row);
        }
        table.print(out);
    }

    /// How long calls took, by the median run, where that was measured.
    private void printLatencies(PrintWriter out) {
        Table table = new Table("");
        table.row("allocator", "calls", "p50", "p99", "p99.9", "max");
        boolean measured = false;
        for (Summary summary : summaries) {
            Latency latency = summary.typical().latency();
            if (latency != null) {
                measured = true;
                table.row(
                        summary.allocator(),
                        count(latency.calls()),
                        nanos(latency.p50Nanos()),
                        nanos(latency.p99Nanos()),
                        nanos(latency.p999Nanos()),
                        nanos(latency.maxNanos()));
            }
        }
        if (measured) {
            out.println();
            table.print(out);
        }
    }

    private static String nanos(long nanos) {
        return count(nanos) + " ns";
    }

    /// What only some workloads count, by the median run; nothing for the others.
    private void printWorkloadFigures(PrintWriter out) {
        Table table = new Table("");
        table.row(
                "allocator",
                "live",
                "resident since start",
                "after 2 s",
                "committed / live",
                "moved",
                "whole block",
                "of it new");
        for (Summary summary : summaries) {
            Run run = summary.typical();
            WorkloadFigures figures = run.workloadFigures();
            Run.Memory memory = run.memory();
            table.row(
                    summary.allocator(),
                    bytes(figures.liveBytes()),
                    bytes(difference(memory.processResidentBytes(), memory.processResidentAtStartBytes())),
                    bytes(difference(memory.processResidentAfterQuietBytes(), memory.processResidentAtStartBytes())),
                    share(memory.committedBytes(), figures.liveBytes()),
                    bytes(figures.movedBytes()),
                    bytes(figures.wholeBlockBytes()),
                    bytes(figures.wholeBlockNewBytes()));
        }
        if (summaries.stream()
                .map(summary -> summary.typical().workloadFigures())
                .anyMatch(figures -> figures.liveBytes() != null)) {
            out.println();
            table.print(out);
        }
    }

    private void printDetails(PrintWriter out, Run run) {
        out.println();
        out.println(run.allocator() + (isRepeated() ? ", the median run" : ""));
        line(out, "SuperSlabs", superSlabs(run));
        line(
                out,
                "slabs",
                "born " + count(run.slabs().born()) + ", retired "
                        + count(run.slabs().retired()) + ", reused across classes "
                        + count(run.slabs().reusedAcrossClasses()));
        line(out, "heaps", count(run.heaps()) + " made");
        line(
                out,
                "frees",
                "local " + count(run.frees().local()) + ", remote "
                        + count(run.frees().remote()) + " in "
                        + count(run.frees().remoteBatches()) + " batches; the workload counted "
                        + count(run.harnessFrees()));
        line(
                out,
                "OS calls",
                "map " + count(run.osCalls().map()) + ", unmap "
                        + count(run.osCalls().unmap())
                        + ", purge " + count(run.osCalls().purge()) + "; mappings "
                        + count(run.mapping().count()));
        line(
                out,
                "cache",
                "pushes " + count(run.cache().pushes()) + ", hits "
                        + count(run.cache().hits())
                        + ", misses " + count(run.cache().misses()) + ", evictions "
                        + count(run.cache().evictions()));
        Run.Memory memory = run.memory();
        line(
                out,
                "memory",
                "live " + bytes(memory.liveBytes()) + ", parked " + bytes(memory.parkedBytes())
                        + ", committed " + bytes(memory.committedBytes()) + " (peak "
                        + bytes(memory.peakCommittedBytes()) + "), reserved " + bytes(memory.reservedBytes())
                        + ", metadata " + bytes(memory.metadataBytes()));
        line(
                out,
                "resident",
                bytes(memory.residentBytes()) + " (peak " + bytes(memory.peakResidentBytes()) + "), process "
                        + bytes(memory.processResidentBytes()));
        line(
                out,
                "after free",
                "live " + bytes(run.afterFree().liveBytes()) + ", resident "
                        + bytes(run.afterFree().residentBytes()) + ", SuperSlabs "
                        + count(run.afterFree().superSlabsActive()));
        out.println();
        stages(run.stages()).print(out);
        List<Stats.SizeClass> sizeClasses = run.sizeClasses();
        if (counters && sizeClasses != null) {
            out.println();
            sizeClasses(sizeClasses).print(out);
        }
    }

    private boolean isRepeated() {
        return report.runs().size() > summaries.size();
    }

    private static @Nullable Long difference(@Nullable Long end, @Nullable Long start) {
        return end == null || start == null ? null : (Long) (end - start);
    }

    private static String share(@Nullable Long part, @Nullable Long whole) {
        return part == null || whole == null ? Quantity.UNKNOWN : Quantity.ratio((double) part / whole);
    }

    private static String superSlabs(Run run) {
        Run.SuperSlabs superSlabs = run.superSlabs();
        String text = "acquired " + count(superSlabs.acquired()) + ", released " + count(superSlabs.released())
                + ", active " + count(superSlabs.active()) + ", peak " + count(superSlabs.peakActive()) + ", cached "
                + count(superSlabs.cached());
        LongSummaryStatistics active = run.samples().stream()
                .map(Run.Sample::superSlabsActive)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .summaryStatistics();
        return active.getCount() == 0
                ? text
                : text + "; while measured " + count(active.getMin()) + " to " + count(active.getMax());
    }

    private static Table stages(Run.Stages stages) {
        Table table = new Table(INDENT);
        table.row("refill stage", "hits", "misses");
        stage(table, "leased slab", stages.leased());
        stage(table, "partial slabs", stages.partial());
        stage(table, "empty slots", stages.empty());
        stage(table, "free slots", stages.freeSlot());
        stage(table, "tension drain", stages.tensionDrain());
        stage(table, "coalesced neighbours", stages.coalesced());
        stage(table, "cached SuperSlab", stages.cachedSuperSlab());
        stage(table, "new SuperSlab", stages.newSuperSlab());
        return table;
    }

    private static void stage(Table table, String name, Run.Stage stage) {
        table.row(name, count(stage.hits()), count(stage.misses()));
    }

    private static Table sizeClasses(List<Stats.SizeClass> sizeClasses) {
        Table table = new Table(INDENT);
        table.row("size class", "slabs", "live", "parked", "free", "lost", "live, %");
        for (Stats.SizeClass sizeClass : sizeClasses) {
            if (sizeClass.slabs() != 0) {
                table.row(
                        sizeClass.blockBytes() + " B",
                        count(sizeClass.slabs()),
                        count(sizeClass.live()),
                        count(sizeClass.parked()),
                        count(sizeClass.free()),
                        count(sizeClass.lost()),
                        String.format(Locale.ROOT, "%.1f", 100 * sizeClass.utilisation()));
            }
        }
        return table;
    }

    private void printNotes(PrintWriter out) {
        List<String> notes = summaries.stream()
                .flatMap(summary -> summary.typical().notes().stream().map(note -> summary.allocator() + ": " + note))
                .toList();
        if (!notes.isEmpty()) {
            out.println();
            notes.forEach(out::println);
        }
    }

    private static void line(PrintWriter out, String label, String text) {
        out.println(INDENT + label + " ".repeat(LABEL_WIDTH - label.length()) + text);
    }
}
