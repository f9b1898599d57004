package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.Machine;
import io.hakmem.bench.measure.Report;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.workload.Seconds;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All runs of one command: every allocator in turn, as often as asked, each time in a fresh JVM.
final class Benchmark implements AutoCloseable {
    private final Workload workload;
    private final List<AllocatorKind> allocators;
    private final ThreadKind threads;
    private final Duration warmup;
    private final int repeat;
    private final boolean counters;
    private final boolean trace;
    private final List<String> jvmArguments;
    private final JsonTarget json;
    private final @Nullable OutputFile svg;
    private final PrintWriter out;
    private final PrintWriter err;

    private Benchmark(
            Workload workload,
            List<AllocatorKind> allocators,
            BenchmarkOptions options,
            @Nullable String svg,
            PrintWriter out,
            PrintWriter err) {
        this.workload = workload;
        this.allocators = allocators;
        this.threads = options.threads(workload);
        this.warmup = options.warmup();
        this.repeat = options.repeat();
        this.counters = options.counters();
        this.trace = options.trace();
        this.jvmArguments = jvmArguments(workload, options.jvmArguments());
        this.json = JsonTarget.of(options.json());
        this.svg = svg == null ? null : OutputFile.of("--svg", svg);
        this.out = out;
        this.err = err;
    }

    /// Checks the options; the files last, since that may create them.
    static Benchmark of(
            Workload workload,
            List<AllocatorKind> allocators,
            BenchmarkOptions options,
            @Nullable String svg,
            PrintWriter out,
            PrintWriter err) {
        return new Benchmark(workload, allocators, options, svg, out, err);
    }

    void run() throws InterruptedException {
        Report report = new Report(Report.SCHEMA, workload.name(), arguments(), Machine.current(), runs());
        EqualResults.require(report.runs());
        PrintWriter human = json.isStandardOutput() ? err : out;
        new TextReport(report, workload, counters).print(human);
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

    /// The user's arguments come last, and win; of the size of the heap, which is two arguments, theirs are all.
    static List<String> jvmArguments(Workload workload, List<String> given) {
        boolean heapIsGiven = given.stream().anyMatch(Benchmark::isOfHeap);
        return Stream.concat(
                        workload.jvmArguments().stream().filter(argument -> !heapIsGiven || !isOfHeap(argument)),
                        given.stream())
                .toList();
    }

    private static boolean isOfHeap(String argument) {
        return argument.startsWith("-Xm");
    }

    private List<Run> runs() throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        ProgressLine progress = new ProgressLine(err, repeat * allocators.size(), warmup.plus(workload.expectedTime()));
        for (int round = 0; round < repeat; round++) {
            for (AllocatorKind allocator : allocators) {
                progress.next(allocator.label());
                runs.add(new ChildJvm(jvmArguments, progress)
                        .run(result -> new RunRequest(allocator, threads, warmup, counters, trace, result, workload)));
            }
        }
        progress.clear();
        return runs;
    }

    private Map<String, Number> arguments() {
        Map<String, Number> arguments = new LinkedHashMap<>(workload.arguments());
        arguments.put("warmupSeconds", Seconds.of(warmup));
        arguments.put("repeat", repeat);
        return arguments;
    }
}
