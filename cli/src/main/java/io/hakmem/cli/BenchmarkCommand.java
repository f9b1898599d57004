package io.hakmem.cli;

import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A command that measures one workload.
abstract class BenchmarkCommand implements Callable<Integer> {
    /// Beyond this share of the heap a run is bound to fail, since its tables are not all that lives there.
    private static final double USABLE_HEAP = 0.8;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", hidden = true)
    private List<String> arguments = new ArrayList<>();

    @Mixin
    private BenchmarkOptions options = new BenchmarkOptions();

    /// Makes the workload from the command's arguments.
    abstract Workload workload();

    /// Returns what is measured when nothing is named.
    List<Peer> defaultAllocators() {
        return List.of(Peer.HAKMEM);
    }

    /// Refuses allocators that cannot do this job.
    void check(List<Peer> allocators) {}

    /// Returns the file that takes a picture, if one is wanted.
    @Nullable
    String svg() {
        return null;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = spec.commandLine();
        Benchmark benchmark;
        try {
            Workload workload = workload();
            checkHeap(workload, options);
            List<Peer> allocators = options.allocatorsOr(defaultAllocators());
            check(allocators);
            benchmark = Benchmark.of(workload, allocators, options, svg(), command.getOut(), command.getErr());
        } catch (InvalidArgument refused) {
            throw new ParameterException(command, String.valueOf(refused.getMessage()), refused);
        }
        try (benchmark) {
            benchmark.run();
        }
        return CommandLine.ExitCode.OK;
    }

    /// Returns the arguments, and refuses what looks like an option but is none.
    List<String> words() {
        for (String word : arguments) {
            if (word.length() > 1 && word.startsWith("-") && !Character.isDigit(word.charAt(1))) {
                throw new InvalidArgument("There is no option '" + word + "'.");
            }
        }
        return arguments;
    }

    /// Returns the arguments, with defaults for those left out at the end.
    List<String> words(List<String> defaults) {
        List<String> words = new ArrayList<>(words());
        if (words.size() < defaults.size()) {
            words.addAll(defaults.subList(words.size(), defaults.size()));
        }
        return words;
    }

    /// A run's JVM has the heap that this one has, unless told otherwise.
    private static void checkHeap(Workload workload, BenchmarkOptions options) {
        long heapBytes = Runtime.getRuntime().maxMemory();
        boolean heapIsSet = options.jvmArguments().stream().anyMatch(argument -> argument.startsWith("-Xmx"));
        if (!heapIsSet && workload.javaHeapBytes() > heapBytes * USABLE_HEAP) {
            throw new InvalidArgument(workload.javaHeapArgument() + " must fit the Java heap, but its blocks take "
                    + Quantity.bytes(workload.javaHeapBytes()) + " of " + Quantity.bytes(heapBytes)
                    + " there (--jvm-arg -Xmx… gives a run more).");
        }
    }
}
