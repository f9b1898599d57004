package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// Threads one after another: each frees the ten blocks that the one before it left, allocates a hundred of 16 bytes to
/// 1 KiB, frees ninety random ones of them, and ends. One operation is the life of one thread.
///
/// @param threads of a run, of which one lives at a time
/// @param seed of the generator, as an unsigned 32-bit number
public record ThreadParade(int threads, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "thread-parade";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("THREADS", "SEED");

    static final int BLOCKS = 100;
    static final int HANDED_ON = 10;

    private static final int MOST_THREADS = 100_000_000;

    /// Makes one from its words.
    public static ThreadParade of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new ThreadParade(arguments.wholeInt(0, 1, MOST_THREADS), arguments.seed(1));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("10000", "42");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> jvmArguments() {
        return JavaHeap.fixed(javaHeapBytes());
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return new ThreadParadeRun(this, allocator, threadKind).run(warmUp, measuredTime);
    }
}
