package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// snmalloc's contention benchmark: all threads walk along the same slots, exchange the block of each for a new one,
/// and free what they found there, which most often another thread has allocated. One operation is one exchange.
///
/// Each block has its size in its first word, which is read before the free, as in the original. Its slot names, beside
/// the address, the thread that allocated it.
///
/// @param threads that exchange blocks
/// @param swaps exchanges of each thread
/// @param slots blocks at a time
/// @param minBytes the smallest size
/// @param maxBytes the largest size
public record Contention(int threads, long swaps, int slots, int minBytes, int maxBytes) implements Workload {
    /// The name on the command line.
    public static final String NAME = "contention";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("THREADS", "SWAPS", "SLOTS", "MIN", "MAX");

    private static final int MOST_THREADS = 10_000;
    private static final long MOST_SWAPS = 1_000_000_000_000L;
    private static final int LARGEST_SIZE = 1 << 30;

    /// Checks that there is a size.
    public Contention {
        if (minBytes > maxBytes) {
            throw new InvalidArgument(
                    "MIN must be at most MAX, but MIN was " + minBytes + " and MAX " + maxBytes + ": exchange them.");
        }
    }

    /// Makes one from its words.
    public static Contention of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Contention(
                arguments.wholeInt(0, 1, MOST_THREADS),
                arguments.wholeLong(1, 1, MOST_SWAPS),
                arguments.wholeInt(2, 1, Integer.MAX_VALUE),
                arguments.wholeInt(3, Long.BYTES, LARGEST_SIZE),
                arguments.wholeInt(4, Long.BYTES, LARGEST_SIZE));
    }

    /// Returns the arguments of the original's usual run, on one thread for each processor.
    public static List<String> defaultWords() {
        return List.of(Integer.toString(Runtime.getRuntime().availableProcessors()), "1048576", "262144", "16", "1039");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) slots * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "SLOTS";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        WholeRuns.Job job = measured -> new ContentionRun(this, allocator, threadKind).run(measured);
        return WholeRuns.run(warmUp, measuredTime, job, job);
    }

    int drawSize(Xoroshiro128 generator) {
        return minBytes + generator.below(maxBytes - minBytes + 1);
    }
}
