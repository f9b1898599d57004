package io.hakmem.cli;

import io.hakmem.bench.workload.WorkloadKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the burst job.
@Command
final class BurstCommand extends WorkloadCommand {
    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Draw resident memory over time, of the median run of each allocator, as SVG.")
    private @Nullable String svg;

    BurstCommand() {
        super(WorkloadKind.BURST);
    }

    @Override
    @Nullable
    String svg() {
        return svg;
    }
}
