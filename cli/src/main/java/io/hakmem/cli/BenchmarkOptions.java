package io.hakmem.cli;

import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.Argument;
import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that all workloads have. They are taken as words and read here, so that a wrong one is refused in the
/// same form as a wrong argument.
final class BenchmarkOptions {
    private static final int MOST_REPEATS = 1_000;

    @Option(
            names = "--allocator",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What to measure: hakmem, at a level (hakmem:fast …) or from another jar (hakmem@JAR); null (the"
                            + " harness alone); native libraries by plain or critical downcalls (ffm:glibc,"
                            + " ffm-critical:mimalloc …), or as C programs (native:jemalloc, native:/path/to/lib.so …);"
                            + " unsafe; arena-confined, arena-shared; netty-pooled, netty-adaptive; lwjgl-rpmalloc …"
                            + " (default: hakmem, for sqlite also ffm:glibc).")
    private List<String> allocators = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "KIND",
            description = "platform or virtual threads; for burst also dead, which end (default: platform).")
    private String threads = ThreadKind.PLATFORM.label();

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description = "Run the same job for so long before it counts (default: 2).")
    private String warmup = "2";

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Measure N times, each in a fresh JVM, and take the median (default: 1).")
    private String repeat = "1";

    @Option(
            names = "--check",
            description = "Write every block from end to end, and compare it when it is freed; no figures to compare.")
    private boolean check;

    @Option(
            names = "--latency",
            description = "Take the time of each call, and show how long the slowest of 100 and 1,000 took.")
    private boolean latency;

    @Option(names = "--counters", description = "Show blocks by size class, too.")
    private boolean counters;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write all figures as JSON; with - to standard output, and all else to standard error.")
    private @Nullable String json;

    @Option(
            names = "--jvm-arg",
            paramLabel = "ARG",
            description = "Start the measured JVMs with this argument, too; may be given again.")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean help;

    @Option(names = "--trace", description = "Show the stack trace of a run that fails.")
    private boolean trace;

    /// Returns the allocators that are named, or these.
    List<Peer> allocatorsOr(List<Peer> defaults) {
        return allocators.isEmpty() ? defaults : allocators();
    }

    private List<Peer> allocators() {
        List<Peer> peers = new ArrayList<>();
        for (String label : allocators) {
            Peer peer = Peer.labelled(label);
            if (peers.contains(peer)) {
                throw new InvalidArgument("--allocator must name each allocator once, but has '" + label + "' twice.");
            }
            peers.add(peer);
        }
        return peers;
    }

    /// Returns the kind of threads, one of those that the workload can run on.
    private ThreadKind threads(Workload workload) {
        List<ThreadKind> kinds = workload.threadKinds();
        return ThreadKind.labelled(threads).filter(kinds::contains).orElseThrow(() -> {
            String labels = kinds.stream().map(ThreadKind::label).collect(Collectors.joining(" or "));
            return InvalidArgument.of("--threads", labels, threads);
        });
    }

    int repeat() {
        return repeat(repeat);
    }

    /// Reads the word of `--repeat`.
    static int repeat(String word) {
        return (int) Argument.wholeNumber("--repeat", word, 1, MOST_REPEATS);
    }

    @Nullable
    String json() {
        return json;
    }

    /// Returns what is asked of each allocator.
    Job job(Workload workload) {
        if (check && latency) {
            throw new InvalidArgument(
                    "--check and --latency cannot both be given: each slows down what the other asks.");
        }
        return new Job(
                workload,
                threads(workload),
                Argument.seconds("--warmup", warmup, true),
                null,
                check ? RunMode.CHECK : latency ? RunMode.LATENCY : RunMode.RATE,
                counters,
                trace,
                jvmArguments);
    }

    List<String> jvmArguments() {
        return jvmArguments;
    }
}
