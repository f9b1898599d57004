package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Latency;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes of results what a report shows.
public final class ReportMaker {
    private final Header header;
    private final List<Result> results;

    private ReportMaker(Results results) {
        this.header = results.header();
        this.results = results.results();
    }

    /// Makes the data of a report.
    public static ReportData of(Results results) {
        return new ReportMaker(results).data();
    }

    private ReportData data() {
        List<ReportData.Workload> workloads =
                header.workloads().stream().map(this::workload).toList();
        List<Verdict> targets =
                header.workloads().stream().flatMap(this::verdicts).toList();
        Gaps found = new Gaps(header, results);
        List<Header.Gap> notRun = found.notRun();
        List<Header.Gap> gaps = Stream.of(
                        header.gaps(), found.failed(), found.withoutLatency(), withoutNet(workloads), notRun)
                .flatMap(List::stream)
                .toList();
        return new ReportData(
                header,
                notRun.isEmpty(),
                new Sentences(header, workloads, targets, notRun, results).all(),
                workloads,
                targets,
                header.peers().stream().map(this::notes).toList(),
                gaps,
                Sentences.notes(header));
    }

    private static List<Header.Gap> withoutNet(List<ReportData.Workload> workloads) {
        return workloads.stream()
                .flatMap(workload -> workload.peers().stream()
                        .filter(peer -> peer.ratio() != null && peer.advantage() == null)
                        .map(peer -> new Header.Gap(
                                workload.id(),
                                peer.label(),
                                "no net ratio, since in some round nothing is left of a time without its harness")))
                .toList();
    }

    /// The same notes come with each run.
    private ReportData.Notes notes(String peer) {
        return new ReportData.Notes(
                peer,
                results.stream()
                        .filter(result -> result.peer().equals(peer))
                        .flatMap(result -> Optional.ofNullable(result.run()).stream())
                        .flatMap(run -> run.notes().stream())
                        .distinct()
                        .toList());
    }

    private Stream<Verdict> verdicts(Header.Line line) {
        WorkloadResults figures = new WorkloadResults(line.id(), results);
        return Plan.line(line.id())
                .flatMap(planned -> planned.targets().stream())
                .map(target -> Verdict.of(line.id(), target, figures));
    }

    private ReportData.Workload workload(Header.Line line) {
        WorkloadResults figures = new WorkloadResults(line.id(), results);
        List<ReportData.Peer> peers = header.peers().stream()
                .filter(label -> figures.rounds(label) > 0)
                .map(label -> peer(label, figures))
                .toList();
        String bestNative = hardest(peers, Target.NATIVE::contains);
        boolean isAgainstNative = peers.stream().map(ReportData.Peer::label).anyMatch(Target.NATIVE::contains);
        return new ReportData.Workload(
                line.id(),
                line.name(),
                line.arguments(),
                WorkloadKind.labelled(line.name())
                        .map(WorkloadKind::description)
                        .orElse(""),
                bestNative,
                isAgainstNative ? bestNative : hardest(peers, ReportMaker::isOther),
                figures.harnessesDiffer(Header.REFERENCE, Header.NATIVE_NULL),
                peers,
                curves(figures::typical, ReportMaker::memory),
                curves(figures::typicalLatency, ReportMaker::latencies));
    }

    private static ReportData.Peer peer(String label, WorkloadResults figures) {
        boolean isHarness = label.equals(Header.harnessOf(label));
        boolean isReference = label.equals(Header.REFERENCE);
        return new ReportData.Peer(
                label,
                figures.rounds(label),
                figures.spread(label, Figure.RATE),
                isReference ? null : figures.ratio(Header.REFERENCE, label, Figure.RATE),
                isReference || isHarness ? null : figures.netRatio(label, Header.REFERENCE, Figure.NANOS),
                isReference ? null : figures.advantage(Header.REFERENCE, label),
                figures.spread(label, Figure.NANOS),
                isHarness ? null : figures.net(label, Figure.NANOS),
                figures.spread(label, Figure.CPU_SECONDS),
                isHarness ? null : figures.net(label, Figure.PEAK_RESIDENT),
                figures.spread(label, Figure.RESIDENT_PER_LIVE),
                figures.spread(label, Figure.FAULTS),
                figures.spread(label, Figure.OS_CALLS));
    }

    /// The one that HAKMEM has the least advantage over; none if one of them has no ratio, since it may be that one.
    private static @Nullable String hardest(List<ReportData.Peer> peers, Predicate<String> isCandidate) {
        String hardest = null;
        double least = Double.POSITIVE_INFINITY;
        for (ReportData.Peer peer : peers) {
            if (isCandidate.test(peer.label())) {
                Spread advantage = peer.advantage();
                if (advantage == null) {
                    return null;
                }
                if (advantage.median() < least) {
                    least = advantage.median();
                    hardest = peer.label();
                }
            }
        }
        return hardest;
    }

    private static boolean isOther(String label) {
        return !label.startsWith(Header.REFERENCE) && !label.equals(Header.harnessOf(label));
    }

    private List<ReportData.Curve> curves(
            Function<String, Optional<Run>> typical, Function<Run, List<double[]>> points) {
        List<ReportData.Curve> curves = new ArrayList<>();
        for (String peer : header.peers()) {
            List<double[]> line = typical.apply(peer).map(points).orElse(List.of());
            if (!line.isEmpty() && !peer.equals(Header.AGAIN)) {
                curves.add(new ReportData.Curve(peer, line));
            }
        }
        return curves;
    }

    private static List<double[]> memory(Run run) {
        return run.looks().stream()
                .filter(look -> look.residentBytes() != null)
                .map(look -> new double[] {look.atSeconds(), Objects.requireNonNull(look.residentBytes())})
                .toList();
    }

    private static List<double[]> latencies(Run run) {
        Latency latency = run.latency();
        return latency == null
                ? List.of()
                : latency.curve().stream()
                        .map(point -> new double[] {point.percentile(), point.nanos()})
                        .toList();
    }
}
