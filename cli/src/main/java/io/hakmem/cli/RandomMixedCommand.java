package io.hakmem.cli;

import io.hakmem.bench.workload.RandomMixed;
import io.hakmem.bench.workload.Workload;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the random-mixed job.
@Command(
        name = RandomMixed.NAME,
        description = {
            "One thread frees an occupied slot of WORKING_SET ones, or fills an empty one with a block of 16 to 1,039 "
                    + "bytes, at random, OPERATIONS times. One operation is an allocation or a free.",
            "Arguments left out: 100000 256 42."
        },
        customSynopsis = "hakmem random-mixed [OPERATIONS [WORKING_SET [SEED]]] [OPTIONS]")
final class RandomMixedCommand extends BenchmarkCommand {
    @Option(
            names = "--passes",
            paramLabel = "N",
            description = "Do it N times, each with sizes 1,024 bytes larger than before (default: 1).")
    private String passes = "1";

    @Override
    Workload workload() {
        List<String> words = words(RandomMixed.defaultWords());
        words.add(passes);
        return RandomMixed.of(words);
    }
}
