package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.cli.compare.Contender;
import io.hakmem.cli.compare.Contenders;
import io.hakmem.cli.compare.Mode;
import io.hakmem.cli.compare.Progress;
import io.hakmem.cli.compare.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The allocators of the command line as contenders: each run in a child JVM, whose progress is shown.
final class ChildContenders implements Contenders, Progress {
    private static final List<String> NATIVE =
            List.of("native:glibc", "native:mimalloc", "native:jemalloc", "native:tcmalloc");

    /// So few that a quick comparison takes five minutes on two processors.
    private static final List<String> QUICK =
            Stream.concat(NATIVE.stream(), Stream.of("ffm:glibc")).toList();

    private static final List<String> ALL = Stream.concat(
                    NATIVE.stream(), Arrays.stream(AllocatorKind.values()).map(AllocatorKind::label))
            .toList();

    /// Many times what a run takes but with a shared JDK arena for each block: that had taken seven minutes of `rptest`
    /// and was not at the end.
    private static final Duration LONGEST_RUN = Duration.ofMinutes(1);

    private @Nullable ProgressLine progress;

    /// Shows the runs from now on there.
    void show(ProgressLine line) {
        progress = line;
    }

    @Override
    public List<String> defaults(Mode mode) {
        return mode == Mode.QUICK ? QUICK : ALL;
    }

    @Override
    public Contender labelled(String label) {
        return new Child(Peer.labelled(label), label);
    }

    /// Returns an earlier HAKMEM.
    ///
    /// @param word a jar or a revision
    Contender earlier(String word) {
        EarlierHakmem earlier = EarlierHakmem.of(word);
        return new Child(JavaPeer.ofJar(earlier.jar()), earlier.label());
    }

    @Override
    public void begins(String what, Duration left) {
        ProgressLine line = shown();
        line.next(what + " (" + Quantity.timeLeft(left) + " left)");
        if (!line.isShown()) {
            line.print(line.head());
        }
    }

    @Override
    public void failed(String what, String why) {
        shown().print(what + ": " + why);
    }

    private ProgressLine shown() {
        if (progress == null) {
            throw new IllegalStateException("Nobody shows the runs.");
        }
        return progress;
    }

    private final class Child implements Contender {
        private final Peer peer;
        private final String label;

        Child(Peer peer, String label) {
            this.peer = peer;
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public Optional<String> whatIsMissing(Task task) {
            return peer.whatIsMissing(job(task)).or(() -> SqliteCommand.whyNot(peer, task.workload()));
        }

        @Override
        public Run run(Task task) throws InterruptedException {
            return peer.run(job(task), shown());
        }

        private static Job job(Task task) {
            return new Job(
                    task.workload(),
                    ThreadKind.PLATFORM,
                    task.warmup(),
                    LONGEST_RUN,
                    task.latency() ? RunMode.LATENCY : RunMode.RATE,
                    false,
                    false,
                    List.of());
        }
    }
}
