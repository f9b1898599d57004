package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Machine;
import io.hakmem.bench.workload.InvalidArgument;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All runs of a comparison, in their order: workload by workload and round by round, the allocators in turn, so that
/// a machine that gets slower or faster meanwhile does so for all of them; then the latencies.
///
/// @param header the same in words
/// @param runs what is run
/// @param repetitions how often a run is made again that others on the same host have disturbed
public record Schedule(Header header, List<PlannedRun> runs, int repetitions) {
    /// One run.
    ///
    /// @param line what is run
    /// @param column as whom
    /// @param round from 1
    /// @param latency whether each call is timed
    record PlannedRun(PlannedWorkload line, Column column, int round, boolean latency) {}

    /// An allocator under the name that its figures get.
    record Column(String label, Contender contender) {}

    /// What is asked for.
    ///
    /// @param mode how much is measured
    /// @param workloads names; none for those of the mode
    /// @param allocators names; none for those of the mode
    /// @param rounds how often; `null` for as often as the mode says
    /// @param old an earlier HAKMEM to compare the present one with
    public record Request(
            Mode mode,
            List<String> workloads,
            List<String> allocators,
            @Nullable Integer rounds,
            @Nullable Contender old) {}

    /// Plans what is asked for; what the machine lacks becomes a gap.
    ///
    /// @throws InvalidArgument when a name is not known
    public static Schedule of(Request request, Contenders contenders) {
        List<PlannedWorkload> lines = Plan.lines(request.mode(), request.workloads());
        List<Header.Gap> gaps = new ArrayList<>();
        List<Column> columns = columns(request, contenders);
        for (Column column : List.copyOf(columns)) {
            List<Header.Gap> missing = missing(request.mode(), lines, column);
            if (missing.size() == lines.size()) {
                columns.remove(column);
            }
            gaps.addAll(inShort(missing, lines.size()));
        }
        Header header = header(request, lines, columns, gaps);
        List<PlannedRun> runs = new ArrayList<>();
        for (PlannedWorkload line : lines) {
            add(runs, header, line, columns, header.rounds(), false);
        }
        for (PlannedWorkload line : lines) {
            if (line.hasLatencyIn(request.mode())) {
                add(runs, header, line, columns, header.latencyRounds(), true);
            }
        }
        return new Schedule(header, List.copyOf(runs), request.mode().repetitions());
    }

    /// Returns about how long a run takes in the mean.
    public Duration meanTime() {
        Duration all = runs.stream().map(this::expected).reduce(Duration.ZERO, Duration::plus);
        return all.dividedBy(Math.max(1, runs.size()));
    }

    /// Returns about how long a run takes before any was made.
    Duration expected(PlannedRun run) {
        long warmupMillis = Math.round(header.warmupSeconds() * 1e3);
        Duration work = run.line().workload().expectedTime();
        Duration second = Duration.ofSeconds(1);
        return (work.compareTo(second) > 0 ? work : second).plusMillis(warmupMillis + 400);
    }

    private static List<Column> columns(Request request, Contenders contenders) {
        List<String> named =
                request.allocators().isEmpty() ? contenders.defaults(request.mode()) : request.allocators();
        Set<String> labels = new LinkedHashSet<>(List.of(Header.REFERENCE, Header.NULL));
        if (named.stream().anyMatch(label -> label.startsWith(Header.NATIVE))) {
            labels.add(Header.NATIVE_NULL);
        }
        labels.addAll(named);
        List<Column> columns = new ArrayList<>();
        for (String label : labels) {
            columns.add(new Column(label, contenders.labelled(label)));
        }
        if (request.old() != null) {
            columns.add(1, new Column(request.old().label(), request.old()));
        }
        columns.add(new Column(Header.AGAIN, columns.getFirst().contender()));
        return columns;
    }

    /// Returns the workloads that an allocator cannot do here, with the reason of each.
    private static List<Header.Gap> missing(Mode mode, List<PlannedWorkload> lines, Column column) {
        List<Header.Gap> gaps = new ArrayList<>();
        for (PlannedWorkload line : lines) {
            column.contender()
                    .whatIsMissing(new Task(line.workload(), mode.warmup(), false))
                    .ifPresent(why -> gaps.add(new Header.Gap(line.id(), column.label(), why)));
        }
        return gaps;
    }

    /// Says once what is so for all workloads.
    private static List<Header.Gap> inShort(List<Header.Gap> gaps, int lines) {
        boolean isForAll = gaps.size() == lines
                && gaps.stream().map(Header.Gap::why).distinct().count() == 1;
        Header.Gap first = isForAll ? gaps.getFirst() : null;
        return first == null ? gaps : List.of(new Header.Gap(null, first.peer(), first.why()));
    }

    private static Header header(
            Request request, List<PlannedWorkload> lines, List<Column> columns, List<Header.Gap> gaps) {
        Mode mode = request.mode();
        return new Header(
                Header.SCHEMA,
                ZonedDateTime.now(ZoneId.systemDefault())
                        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss XXX")),
                Machine.current(),
                mode.label(),
                request.rounds() == null ? mode.rounds() : request.rounds(),
                request.rounds() == null ? mode.latencyRounds() : request.rounds(),
                mode.warmup().toMillis() / 1e3,
                flags(),
                request.old() == null ? null : request.old().label(),
                lines.stream()
                        .map(line -> new Header.Line(
                                line.id(), line.kind().label(), line.arguments(), line.hasLatencyIn(mode)))
                        .toList(),
                columns.stream().map(Column::label).toList(),
                List.copyOf(gaps));
    }

    /// The measured JVMs get the settings of this one.
    private static List<String> flags() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("hakmem."))
                .sorted()
                .map(name -> "-D" + name + "=" + System.getProperty(name))
                .toList();
    }

    private static void add(
            List<PlannedRun> runs,
            Header header,
            PlannedWorkload line,
            List<Column> columns,
            int rounds,
            boolean latency) {
        for (int round = 1; round <= rounds; round++) {
            for (Column column : columns) {
                if (header.gaps().stream().noneMatch(gap -> gap.covers(line.id(), column.label()))) {
                    runs.add(new PlannedRun(line, column, round, latency));
                }
            }
        }
    }
}
