package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// Larson's server simulation: each thread replaces random blocks of its slice, and after `rounds × chunks`
/// replacements hands the slice to a new thread and ends, so that blocks outlive the threads that allocated them.
///
/// The arguments, their order and their meaning are the original's, including the way C's `%` draws sizes: from
/// `min` to `max - 1`, and from `min` upward when `min` is the larger of the two.
///
/// @param time how long the threads run
/// @param minBytes the smallest size
/// @param maxBytes the size that is never reached
/// @param chunks blocks of a slice
/// @param rounds a thread lives `rounds × chunks` operations
/// @param seed of the generator
/// @param threads threads at a time, and slices
public record Larson(Duration time, int minBytes, int maxBytes, int chunks, int rounds, int seed, int threads)
        implements Workload {
    /// The name on the command line.
    public static final String NAME = "larson";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS =
            List.of("SECONDS", "MIN", "MAX", "CHUNKS", "ROUNDS", "SEED", "THREADS");

    private static final int LARGEST_SIZE = 1 << 30;
    private static final Duration WARM_UP_PART = Duration.ofMillis(250);

    /// Checks that the blocks can be numbered.
    public Larson {
        if ((long) chunks * threads > Integer.MAX_VALUE) {
            throw new InvalidArgument("CHUNKS × THREADS must be at most " + Integer.MAX_VALUE + " blocks, but was "
                    + (long) chunks * threads + ".");
        }
    }

    /// Makes one from the original's seven arguments.
    public static Larson of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Larson(
                arguments.seconds(0),
                arguments.wholeInt(1, 1, LARGEST_SIZE),
                arguments.wholeInt(2, 1, LARGEST_SIZE),
                arguments.wholeInt(3, 1, Integer.MAX_VALUE),
                arguments.wholeInt(4, 1, Integer.MAX_VALUE),
                arguments.wholeInt(5, 0, Integer.MAX_VALUE),
                arguments.wholeInt(6, 1, Integer.MAX_VALUE));
    }

    /// Returns the arguments of the original's usual run, on one thread for each processor.
    public static List<String> defaultWords() {
        return List.of(
                "5",
                "8",
                "1000",
                "5000",
                "100",
                "4141",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) blocks() * 2 * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "CHUNKS × THREADS";
    }

    @Override
    public Duration expectedTime() {
        return time;
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return run(false, allocator, threadKind, warmUp, measuredTime);
    }

    /// Runs the job with frees that tell the size, or with plain ones.
    Outcome run(boolean sized, Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return WholeRuns.run(
                warmUp,
                measuredTime,
                ignored -> new LarsonRun(this, sized, allocator, threadKind).run(WARM_UP_PART, ignored),
                counted -> new LarsonRun(this, sized, allocator, threadKind).run(time, counted));
    }

    int blocks() {
        return chunks * threads;
    }

    long operationsPerLife() {
        return (long) rounds * chunks;
    }

    /// Returns the divisor of the size draw, or 1 for sizes that are all `minBytes`: the original then draws nothing,
    /// which [#drawsSizes] says.
    int sizeRange() {
        return drawsSizes() ? maxBytes - minBytes : 1;
    }

    boolean drawsSizes() {
        return minBytes != maxBytes;
    }

    int drawSize(Lran2 generator) {
        return drawsSizes() ? minBytes + generator.next() % sizeRange() : minBytes;
    }
}
