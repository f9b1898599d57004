package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.Workload;
import io.hakmem.bench.workload.WorkloadKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the parent asks of the child JVM of one run. It travels as words on the child's command line, so that the
/// child loads nothing but what it measures.
///
/// @param label the name that the figures get
/// @param allocator what to measure
/// @param threads the kind of threads
/// @param warmup how long to warm up
/// @param mode what the run is for
/// @param sizeClasses whether figures by size class are wanted
/// @param trace whether a failure is shown with its stack trace
/// @param result the file that takes the figures
/// @param workload the job
record RunRequest(
        String label,
        AllocatorKind allocator,
        ThreadKind threads,
        Duration warmup,
        RunMode mode,
        boolean sizeClasses,
        boolean trace,
        Path result,
        Workload workload) {
    private static final int WORDS_BEFORE_WORKLOAD = 9;

    static RunRequest of(JavaPeer peer, Job job, Path result) {
        return new RunRequest(
                peer.label(),
                peer.kind(),
                job.threads(),
                job.warmup(),
                job.mode(),
                job.sizeClasses(),
                job.trace(),
                result,
                job.workload());
    }

    static RunRequest of(List<String> words) {
        return new RunRequest(
                words.get(0),
                AllocatorKind.valueOf(words.get(1)),
                ThreadKind.valueOf(words.get(2)),
                Duration.parse(words.get(3)),
                RunMode.valueOf(words.get(4)),
                Boolean.parseBoolean(words.get(5)),
                Boolean.parseBoolean(words.get(6)),
                Path.of(words.get(7)),
                WorkloadKind.labelled(words.get(8))
                        .orElseThrow()
                        .workload(words.subList(WORDS_BEFORE_WORKLOAD, words.size())));
    }

    List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                label,
                allocator.name(),
                threads.name(),
                warmup.toString(),
                mode.name(),
                Boolean.toString(sizeClasses),
                Boolean.toString(trace),
                result.toString(),
                workload.name()));
        words.addAll(workload.words());
        return words;
    }
}
