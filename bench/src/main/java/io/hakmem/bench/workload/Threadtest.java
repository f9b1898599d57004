package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Hoard's threadtest: each thread allocates its share of the blocks, then frees them in the same order, again and
/// again, with some work after each call. All whole words of a block are written. One operation is one allocation and
/// its free.
///
/// @param threads that share the blocks
/// @param rounds how often they are allocated
/// @param blocks of all threads
/// @param work turns of a loop after each call
/// @param bytes size of a block
public record Threadtest(int threads, int rounds, int blocks, int work, int bytes) implements Workload {
    /// The name on the command line.
    public static final String NAME = "threadtest";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("THREADS", "ROUNDS", "BLOCKS", "WORK", "BYTES");

    private static final int MOST_THREADS = 10_000;

    /// Blocks are written as a whole.
    private static final int MOST_BYTES = 64 << 10;

    /// Checks that there is a block for each thread.
    public Threadtest {
        if (blocks < threads) {
            throw new InvalidArgument("BLOCKS must be at least one for each of THREADS, but was " + blocks + " for "
                    + threads + " threads: give more BLOCKS or fewer THREADS.");
        }
    }

    /// Makes one from its words.
    public static Threadtest of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Threadtest(
                arguments.wholeInt(0, 1, MOST_THREADS),
                arguments.wholeInt(1, 1, Integer.MAX_VALUE),
                arguments.wholeInt(2, 1, Integer.MAX_VALUE),
                arguments.wholeInt(3, 0, Integer.MAX_VALUE),
                arguments.wholeInt(4, Long.BYTES, MOST_BYTES));
    }

    /// Returns the original's arguments, on one thread for each processor.
    public static List<String> defaultWords() {
        return List.of(Integer.toString(Runtime.getRuntime().availableProcessors()), "50", "30000", "0", "8");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) blocks * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "BLOCKS";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        WholeRuns.Job job = measured -> run(allocator, threadKind, measured);
        return WholeRuns.run(warmUp, measuredTime, job, job);
    }

    private Outcome run(Allocator allocator, ThreadKind threadKind, MeasuredTime measuredTime)
            throws InterruptedException {
        List<ThreadtestThread> parts = IntStream.range(0, threads)
                .mapToObj(index -> new ThreadtestThread(this))
                .toList();
        measuredTime.begins();
        long nanos = Crew.run(allocator, threadKind, parts);
        measuredTime.ended();
        long operations = (long) threads * rounds * (blocks / threads);
        return new Outcome(operations, nanos, operations, 0);
    }
}
