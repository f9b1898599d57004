package io.hakmem.cli;

import io.hakmem.bench.workload.ThreadParade;
import io.hakmem.bench.workload.Workload;
import picocli.CommandLine.Command;

/// Runs the thread-parade job.
@Command(
        name = ThreadParade.NAME,
        description = {
            "THREADS threads one after another: each frees the 10 blocks that the last one left, allocates 100 of 16 B"
                + " to 1 KiB, and frees 90. One operation is the life of a thread. SuperSlabs are shown on the way.",
            "Arguments left out: 10000 42."
        },
        customSynopsis = "hakmem thread-parade [THREADS [SEED]] [OPTIONS]")
final class ThreadParadeCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        return ThreadParade.of(words(ThreadParade.defaultWords()));
    }
}
