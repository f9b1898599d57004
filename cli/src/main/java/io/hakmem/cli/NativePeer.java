package io.hakmem.cli;

import io.hakmem.bench.allocator.NativeLibrary;
import io.hakmem.bench.measure.ProgramReport;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.program.NativePrograms;
import io.hakmem.bench.program.ProgramKind;
import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.Seconds;
import io.hakmem.bench.workload.ThreadKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A `malloc` that C calls: the workload as a C program, with a library preloaded.
///
/// @param label its name
/// @param library whose `malloc` it is, if a known one
/// @param file of a library that somebody names, if so
record NativePeer(
        String label,
        @Nullable NativeLibrary library,
        @Nullable Path file) implements Peer {
    private static final String BEGIN = "native:";
    private static final NativePeer HARNESS = new NativePeer(BEGIN + "null", null, null);
    private static final String PRELOAD = "LD_PRELOAD";

    /// Compiled once in this process, when the first peer runs.
    private static final class Programs {
        static final NativePrograms ALL = new NativePrograms();
    }

    static Optional<Peer> labelled(String label) {
        if (label.equals(HARNESS.label)) {
            return Optional.of(HARNESS);
        }
        if (label.startsWith(BEGIN) && label.contains("/")) {
            return Optional.of(ofFile(label));
        }
        return Arrays.stream(NativeLibrary.values())
                .map(NativePeer::of)
                .filter(peer -> peer.label().equals(label))
                .findFirst();
    }

    static String labels() {
        return HARNESS.label + ", "
                + Arrays.stream(NativeLibrary.values())
                        .map(library -> of(library).label())
                        .collect(Collectors.joining(", "))
                + ", " + BEGIN + "/path/to/lib.so";
    }

    private static Peer of(NativeLibrary library) {
        return new NativePeer(BEGIN + library.label(), library, null);
    }

    private static Peer ofFile(String label) {
        Path file = Path.of(label.substring(BEGIN.length()));
        if (!Files.isRegularFile(file)) {
            throw new InvalidArgument(
                    "--allocator " + BEGIN + "FILE must name a shared library, but there is no file '" + file + "'.");
        }
        return new NativePeer(label, null, file.toAbsolutePath());
    }

    @Override
    public Optional<String> whatIsMissing(Job job) {
        if (!NativePrograms.workloads().contains(job.workload().name())) {
            return Optional.of(job.workload().name() + " is not written in C");
        }
        if (job.mode() == RunMode.CHECK) {
            return Optional.of("the C programs check no contents");
        }
        if (job.threads() != ThreadKind.PLATFORM) {
            return Optional.of("C has no " + job.threads().label() + " threads");
        }
        return NativePrograms.whatIsMissing().or(() -> library == null ? Optional.empty() : library.whatIsMissing());
    }

    @Override
    public Run run(Job job, ProgressLine progress) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program(job).toString(),
                job.workload().name(),
                Seconds.of(job.warmup()).toString()));
        command.addAll(job.workload().words());
        return new ChildProcess(label, job.longest(), progress)
                .run(
                        result -> {
                            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(result.toFile());
                            preloaded().ifPresent(path -> builder.environment().put(PRELOAD, path.toString()));
                            return builder;
                        },
                        ProgramReport.class)
                .run(label, notes());
    }

    private Path program(Job job) throws InterruptedException {
        try {
            if (this.equals(HARNESS)) {
                return Programs.ALL.program(ProgramKind.NULL);
            }
            return Programs.ALL.program(job.mode() == RunMode.LATENCY ? ProgramKind.LATENCY : ProgramKind.PLAIN);
        } catch (IllegalStateException notCompiled) {
            throw new RunFailure(String.valueOf(notCompiled.getMessage()), notCompiled);
        }
    }

    /// The C library is there without.
    private Optional<Path> preloaded() {
        return file != null ? Optional.of(file) : library == null ? Optional.empty() : library.preloaded();
    }

    private List<String> notes() {
        if (this.equals(HARNESS)) {
            return List.of("The harness of the C programs alone: addresses rotate through 64 KiB a thread.");
        }
        return List.of(
                "A C program, compiled by gcc " + String.join(" ", NativePrograms.FLAGS) + ", calls malloc and free"
                        + preloaded().map(path -> " of " + path + ", preloaded").orElse(" of the C library")
                        + ".");
    }
}
