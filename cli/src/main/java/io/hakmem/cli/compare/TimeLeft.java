package io.hakmem.cli.compare;

import io.hakmem.cli.compare.Schedule.PlannedRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;

/// How long the rest takes, by the mean of each workload's runs so far.
final class TimeLeft {
    private final Schedule schedule;
    private final Map<String, LongSummaryStatistics> nanos = new HashMap<>();

    TimeLeft(Schedule schedule) {
        this.schedule = schedule;
    }

    void took(PlannedRun run, long runNanos) {
        nanos.computeIfAbsent(run.line().id(), id -> new LongSummaryStatistics())
                .accept(runNanos);
    }

    Duration of(List<PlannedRun> rest) {
        return Duration.ofNanos(rest.stream().mapToLong(this::expectedNanos).sum());
    }

    private long expectedNanos(PlannedRun run) {
        LongSummaryStatistics soFar = nanos.get(run.line().id());
        return soFar == null ? schedule.expected(run).toNanos() : Math.round(soFar.getAverage());
    }
}
