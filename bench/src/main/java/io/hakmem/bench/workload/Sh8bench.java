package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// MicroQuill's SmartHeap benchmark sh8bench as mimalloc-bench runs it, written anew: each thread fills a table with
/// blocks of 8 to 168,524 bytes, most of 16, and frees four fifths whenever it is full, as in [Sh6bench]. Between, it
/// frees blocks of 8 bytes that one more thread allocates for all. One operation is one allocation.
///
/// The original's main thread is that one more thread; here it is one like the others.
///
/// @param iterations stretches of blocks of one size, of all threads together
/// @param blocks places of all tables
/// @param handedOn blocks that another thread frees; at most so many, and a multiple of the square of `threads`
/// @param threads that share them
public record Sh8bench(int iterations, int blocks, int handedOn, int threads) implements Workload {
    /// The name on the command line.
    public static final String NAME = "sh8bench";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("ITERATIONS", "BLOCKS", "HANDED_ON", "THREADS");

    private static final int MOST_THREADS = 10_000;
    private static final int PRACTICE_PART = 64;

    /// Checks that there is something for each thread.
    public Sh8bench {
        requireForEach("ITERATIONS", iterations, threads);
        requireForEach("BLOCKS", blocks, threads);
    }

    /// Makes one from its words.
    public static Sh8bench of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Sh8bench(
                arguments.wholeInt(0, 1, Integer.MAX_VALUE),
                arguments.wholeInt(1, 1, Integer.MAX_VALUE),
                arguments.wholeInt(2, 0, Integer.MAX_VALUE),
                arguments.wholeInt(3, 1, MOST_THREADS));
    }

    /// Returns the arguments of mimalloc-bench, on two threads for each processor.
    public static List<String> defaultWords() {
        return List.of(
                "700000",
                "1000000",
                "10000000",
                Integer.toString(2 * Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return ((long) blocks + handedOn) * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "BLOCKS and HANDED_ON";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return WholeRuns.run(
                warmUp,
                measuredTime,
                measured -> new Sh8benchRun(practice(), allocator, threadKind).run(measured),
                measured -> new Sh8benchRun(this, allocator, threadKind).run(measured));
    }

    /// Returns the blocks that each thread frees of those that the one more thread allocates.
    int handedOnPerThread() {
        return handedOn / (threads * threads) * threads;
    }

    private Sh8bench practice() {
        return new Sh8bench(
                Math.max(iterations / PRACTICE_PART, threads),
                Math.max(blocks / PRACTICE_PART, threads),
                handedOn / PRACTICE_PART,
                threads);
    }

    private static void requireForEach(String name, int number, int threads) {
        if (number < threads) {
            throw new InvalidArgument(name + " must be at least one for each of THREADS, but was " + number + " for "
                    + threads + " threads: give more " + name + " or fewer THREADS.");
        }
    }
}
