package io.hakmem.cli;

import io.hakmem.bench.measure.Report;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.Summary;
import io.hakmem.bench.workload.Burst;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Memory over time after a burst as a picture: resident memory of each allocator, and the pages of the survivors.
/// Alone in the picture, an allocator that keeps figures shows what it has committed, live and parked, too.
final class BurstPicture {
    private BurstPicture() {}

    static String of(Report report) {
        List<Summary> summaries = Summary.byAllocator(report.runs());
        List<LineChart.Line> lines = new ArrayList<>();
        for (Summary summary : summaries) {
            lines.add(line(summary, "resident", Run.Look::residentBytes));
        }
        Summary first = summaries.getFirst();
        lines.add(line(first, "survivors' pages", Run.Look::pageBytes));
        if (summaries.size() == 1) {
            lines.add(line(first, "committed", Run.Look::committedBytes));
            lines.add(line(first, "live", Run.Look::allocatorLiveBytes));
            lines.add(line(first, "parked", Run.Look::parkedBytes));
        }
        String title = report.workload() + " "
                + report.arguments().values().stream()
                        .limit(4)
                        .map(Number::toString)
                        .collect(Collectors.joining(" "))
                + ", " + first.typical().threads() + " threads";
        return new LineChart(
                        title,
                        "seconds since the last free of the threads",
                        "MiB",
                        lines.stream().filter(line -> !line.points().isEmpty()).toList())
                .svg();
    }

    /// Time counts from the begin of the silence; the look before it has no place.
    private static LineChart.Line line(Summary summary, String name, Function<Run.Look, @Nullable Long> figure) {
        List<Run.Look> looks = summary.typical().looks().stream()
                .filter(look -> !look.moment().equals(Burst.FULL))
                .toList();
        List<LineChart.Point> points = new ArrayList<>();
        for (Run.Look look : looks) {
            Long bytes = figure.apply(look);
            if (bytes != null) {
                points.add(new LineChart.Point(
                        look.atSeconds() - looks.getFirst().atSeconds(), bytes / (double) (1 << 20)));
            }
        }
        return new LineChart.Line(summary.allocator() + ": " + name, points);
    }
}
