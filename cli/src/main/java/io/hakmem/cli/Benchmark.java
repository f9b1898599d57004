package io.hakmem.cli;

import io.hakmem.bench.measure.Machine;
import io.hakmem.bench.measure.Report;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.Seconds;
import io.hakmem.bench.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All runs of one command: every allocator in turn, as often as asked, each time in a fresh JVM.
final class Benchmark implements AutoCloseable {
    private final Job job;
    private final List<Peer> allocators;
    private final int repeat;
    private final JsonTarget json;
    private final @Nullable OutputFile svg;
    private final PrintWriter out;
    private final PrintWriter err;

    private Benchmark(
            Workload workload,
            List<Peer> allocators,
            BenchmarkOptions options,
            @Nullable String svg,
            PrintWriter out,
            PrintWriter err) {
        this.job = options.job(workload);
        this.allocators = allocators;
        this.repeat = options.repeat();
        for (Peer allocator : allocators) {
            allocator.whatIsMissing(job).ifPresent(missing -> {
                throw new InvalidArgument("--allocator cannot be '" + allocator.label() + "' here: " + missing + ".");
            });
        }
        this.json = JsonTarget.of(options.json());
        this.svg = svg == null ? null : OutputFile.of("--svg", svg);
        this.out = out;
        this.err = err;
    }

    /// Checks the options; the files last, since that may create them.
    static Benchmark of(
            Workload workload,
            List<Peer> allocators,
            BenchmarkOptions options,
            @Nullable String svg,
            PrintWriter out,
            PrintWriter err) {
        return new Benchmark(workload, allocators, options, svg, out, err);
    }

    void run() throws InterruptedException {
        Report report = new Report(Report.SCHEMA, job.workload().name(), arguments(), Machine.current(), runs());
        EqualResults.require(report.runs());
        PrintWriter human = json.isStandardOutput() ? err : out;
        new TextReport(report, job.workload(), job.sizeClasses()).print(human);
        human.flush();
        try {
            json.write(report, out);
        } catch (IOException failed) {
            throw new RunFailure("The JSON file could not be written", failed);
        }
        draw(report);
    }

    @Override
    public void close() {
        json.close();
        if (svg != null) {
            svg.close();
        }
    }

    private void draw(Report report) {
        if (svg != null) {
            try {
                svg.write(BurstPicture.of(report));
            } catch (IOException failed) {
                throw new RunFailure("The picture could not be written", failed);
            }
        }
    }

    private List<Run> runs() throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        ProgressLine progress = new ProgressLine(
                err,
                repeat * allocators.size(),
                job.warmup().plus(job.workload().expectedTime()));
        for (int round = 0; round < repeat; round++) {
            for (Peer allocator : allocators) {
                progress.next(allocator.label());
                runs.add(allocator.run(job, progress));
            }
        }
        progress.clear();
        return runs;
    }

    private Map<String, Number> arguments() {
        Map<String, Number> arguments = new LinkedHashMap<>(job.workload().arguments());
        arguments.put("warmupSeconds", Seconds.of(job.warmup()));
        arguments.put("repeat", repeat);
        return arguments;
    }
}
