package io.hakmem.cli;

import io.hakmem.bench.workload.Larson;
import io.hakmem.bench.workload.Workload;
import picocli.CommandLine.Command;

/// Runs Larson's server simulation.
@Command(
        name = Larson.NAME,
        description = {
            "Larson's server simulation, with the original's arguments: THREADS threads replace random blocks of MIN"
                    + " to MAX - 1 bytes among CHUNKS of their own; after ROUNDS × CHUNKS operations a thread hands its"
                    + " blocks to a new one and ends. One operation is a free and an allocation.",
            "Without arguments: 5 8 1000 5000 100 4141 and one thread for each processor."
        },
        customSynopsis = "hakmem larson [SECONDS MIN MAX CHUNKS ROUNDS SEED THREADS] [OPTIONS]")
final class LarsonCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        int processors = Runtime.getRuntime().availableProcessors();
        return Larson.of(words().isEmpty() ? Larson.defaultWords(processors) : words());
    }
}
