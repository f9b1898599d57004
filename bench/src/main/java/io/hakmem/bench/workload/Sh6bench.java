package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// MicroQuill's SmartHeap benchmark sh6bench as mimalloc-bench runs it, written anew: each thread fills a table with
/// blocks of 1 to 709 bytes, small ones more often, and writes the first and the last byte of each. Whenever it is full
/// the thread frees four fifths, one part in the order of allocation, one in the reverse order. One operation is one
/// allocation.
///
/// The original writes over the spared fifth when that is the first one, so that a twenty-first of all blocks is never
/// freed. So it is here, but for a table that remembers them: they are freed after the measured time.
///
/// @param calls places of all tables, and rounds of all threads
/// @param threads that share them
public record Sh6bench(int calls, int threads) implements Workload {
    /// The name on the command line.
    public static final String NAME = "sh6bench";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("CALLS", "THREADS");

    private static final int MOST_CALLS = 1_000_000;
    private static final int MOST_THREADS = 10_000;
    private static final int PRACTICE_PART = 64;

    /// Checks that there is a place for each thread.
    public Sh6bench {
        if (calls < threads) {
            throw new InvalidArgument("CALLS must be at least one for each of THREADS, but was " + calls + " for "
                    + threads + " threads: give more CALLS or fewer THREADS.");
        }
    }

    /// Makes one from its words.
    public static Sh6bench of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Sh6bench(arguments.wholeInt(0, 1, MOST_CALLS), arguments.wholeInt(1, 1, MOST_THREADS));
    }

    /// Returns the arguments of mimalloc-bench, on two threads for each processor.
    public static List<String> defaultWords() {
        return List.of("10000", Integer.toString(2 * Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) threads * Long.BYTES * (length() + Sh6benchThread.mostForgotten(length(), length()));
    }

    @Override
    public String javaHeapArgument() {
        return "CALLS";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return WholeRuns.run(
                warmUp,
                measuredTime,
                measured -> run(Math.ceilDiv(length(), PRACTICE_PART), allocator, threadKind, measured),
                measured -> run(length(), allocator, threadKind, measured));
    }

    private int length() {
        return calls / threads;
    }

    private Outcome run(int rounds, Allocator allocator, ThreadKind threadKind, MeasuredTime measuredTime)
            throws InterruptedException {
        Sh6benchThread[] parts = new Sh6benchThread[threads];
        for (int index = 0; index < parts.length; index++) {
            parts[index] = new Sh6benchThread(length(), rounds);
        }
        long operations = (long) threads * rounds * Sh6benchThread.ALLOCATIONS_PER_ROUND;
        return Crew.measure(allocator, threadKind, List.of(parts), operations, measuredTime);
    }
}
