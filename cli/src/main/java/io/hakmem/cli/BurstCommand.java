package io.hakmem.cli;

import io.hakmem.bench.workload.Burst;
import io.hakmem.bench.workload.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the burst job.
@Command(
        name = Burst.NAME,
        description = {
            "THREADS threads fill MIB MiB with blocks of 16 B to 32 KiB, free all but one random block in each 64 KiB"
                    + " of addresses, and sleep (--threads dead: end). For SECONDS nobody calls the allocator; then"
                    + " another thread frees the rest. Resident memory is shown all the while, and for half as long"
                    + " again.",
            "Arguments left out: 1024 8 8 42."
        },
        customSynopsis = "hakmem burst [MIB [THREADS [SECONDS [SEED]]]] [OPTIONS]")
final class BurstCommand extends BenchmarkCommand {
    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Draw resident memory over time, of the median run of each allocator, as SVG.")
    private @Nullable String svg;

    @Override
    Workload workload() {
        return Burst.of(words(Burst.defaultWords()));
    }

    @Override
    @Nullable
    String svg() {
        return svg;
    }
}
