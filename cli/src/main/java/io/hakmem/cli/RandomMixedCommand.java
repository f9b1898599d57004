package io.hakmem.cli;

import io.hakmem.bench.workload.WorkloadKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the random-mixed job.
@Command
final class RandomMixedCommand extends WorkloadCommand {
    @Option(
            names = "--passes",
            paramLabel = "N",
            description = "Do it N times, each with sizes 1,024 bytes larger than before (default: 1).")
    private String passes = "1";

    RandomMixedCommand() {
        super(WorkloadKind.RANDOM_MIXED);
    }

    @Override
    List<String> optionWords() {
        return List.of(passes);
    }
}
