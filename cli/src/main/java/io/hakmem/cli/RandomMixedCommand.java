package io.hakmem.cli;

import io.hakmem.bench.workload.RandomMixed;
import io.hakmem.bench.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", hidden = true)
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--passes",
            paramLabel = "N",
            description = "Do it N times, each with sizes 1,024 bytes larger than before (default: 1).")
    private String passes = "1";

    @Mixin
    private BenchmarkOptions options = new BenchmarkOptions();

    @Override
    BenchmarkOptions options() {
        return options;
    }

    @Override
    Workload workload() {
        List<String> words = new ArrayList<>(positional(arguments));
        List<String> defaults = RandomMixed.defaultWords();
        if (words.size() < defaults.size()) {
            words.addAll(defaults.subList(words.size(), defaults.size()));
        }
        words.add(passes);
        return RandomMixed.of(words);
    }
}
