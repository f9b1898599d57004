package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.StolenTime;
import io.hakmem.cli.compare.Schedule.PlannedRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The runs of a [Schedule], one after the other. A run that fails is noted and ends nothing; one that is too slow is
/// not made in later rounds.
public final class Comparison {
    private final Schedule schedule;
    private final ResultsFile file;
    private final Progress progress;

    /// Why runs are not made, by what they have in common in all rounds.
    private final Map<Kind, String> tooSlow = new HashMap<>();

    private record Kind(String line, String peer, boolean latency) {
        static Kind of(PlannedRun run) {
            return new Kind(run.line().id(), run.column().label(), run.latency());
        }
    }

    /// Prepares the runs.
    ///
    /// @param file takes each result as it comes
    /// @param progress is told how far it is
    public Comparison(Schedule schedule, ResultsFile file, Progress progress) {
        this.schedule = schedule;
        this.file = file;
        this.progress = progress;
    }

    /// Makes all runs, or those until the process is told to end.
    public Results run(Interruption interruption) throws IOException {
        List<Result> results = new ArrayList<>();
        TimeLeft timeLeft = new TimeLeft(schedule);
        List<PlannedRun> runs = schedule.runs();
        for (int index = 0; index < runs.size() && !interruption.isRequested(); index++) {
            PlannedRun run = runs.get(index);
            progress.begins(what(run), timeLeft.of(runs.subList(index, runs.size())));
            long startNanos = System.nanoTime();
            Result result = leastRobbed(run, interruption);
            if (result != null) {
                timeLeft.took(run, System.nanoTime() - startNanos);
                results.add(result);
                file.add(result);
            }
        }
        interruption.runsAreOver();
        return new Results(schedule.header(), results);
    }

    /// Makes a run again if others had too much of the processors, and returns the one that they disturbed least, or
    /// one that failed: that is to be told.
    private @Nullable Result leastRobbed(PlannedRun run, Interruption interruption) {
        Result best = result(run, interruption);
        for (int again = 0; again < schedule.repetitions() && best != null && best.isRobbed(); again++) {
            Result next = result(run, interruption);
            best = next == null || (next.failure() == null && next.stolen() > best.stolen()) ? best : next;
        }
        return best;
    }

    /// Returns nothing when it was the end of the process that ended the run.
    private @Nullable Result result(PlannedRun run, Interruption interruption) {
        String why = tooSlow.get(Kind.of(run));
        if (why != null) {
            return result(run, null, why, 0);
        }
        Duration warmup = Duration.ofMillis(Math.round(schedule.header().warmupSeconds() * 1e3));
        StolenTime stolen = StolenTime.begin();
        try {
            Task task = new Task(run.line().workload(), warmup, run.latency());
            return result(run, run.column().contender().run(task), null, stolen.share());
        } catch (InterruptedException signalled) {
            return null;
        } catch (RuntimeException failed) {
            if (interruption.isRequestedNowOrSoon()) {
                return null;
            }
            why = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
            progress.failed(what(run), why);
            if (failed instanceof TooSlow) {
                tooSlow.put(Kind.of(run), why);
            }
            return result(run, null, why, stolen.share());
        }
    }

    private static Result result(PlannedRun run, @Nullable Run figures, @Nullable String failure, double stolen) {
        return new Result(
                run.line().id(),
                String.join(" ", run.line().workload().words()),
                run.round(),
                run.column().label(),
                run.latency(),
                figures,
                failure,
                stolen);
    }

    private static String what(PlannedRun run) {
        return run.line().id() + (run.latency() ? ", latencies" : "") + ", round " + run.round() + ": "
                + run.column().label();
    }
}
