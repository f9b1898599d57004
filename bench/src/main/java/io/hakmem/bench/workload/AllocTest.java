package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// OLogN's alloc-test as mimalloc-bench has it: each thread fills about half of its slots, then allocates or frees at
/// random: an occupied slot is read and freed, an empty one gets a block that is written as a whole. One operation is
/// one allocation **or** one free, without those that fill the slots.
///
/// Slots are chosen after Pareto, four fifths of the operations in one fifth of the slots, again and again; sizes are
/// from 5 bytes to 1 KiB, half as many of twice the size. All threads draw the same numbers.
///
/// The original's table of slots is a block itself, and its threads free what is left within the measured time.
///
/// @param threads that share the slots
/// @param slots of all threads
/// @param iterations operations of each thread; those beyond a multiple of 32 are left out
/// @param seed of the generators, as an unsigned 32-bit number other than 0
public record AllocTest(int threads, int slots, long iterations, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "alloc-test";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("THREADS", "SLOTS", "ITERATIONS", "SEED");

    private static final int MOST_THREADS = 10_000;
    private static final int REFERENCE_THREADS = 16;
    private static final long MOST_ITERATIONS = 1_000_000_000_000L;
    private static final int ITERATIONS_UNIT = 32;
    private static final int PRACTICE_PART = 256;

    /// Checks that each part of a thread's slots has one.
    public AllocTest {
        if (slots / threads < ParetoSlots.LEAST) {
            throw new InvalidArgument("SLOTS must be at least " + ParetoSlots.LEAST + " for each of THREADS, but was "
                    + slots + " for " + threads + " threads: give more SLOTS or fewer THREADS.");
        }
    }

    /// Makes one from its words.
    public static AllocTest of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new AllocTest(
                arguments.wholeInt(0, 1, MOST_THREADS),
                arguments.wholeInt(1, 1, Integer.MAX_VALUE),
                arguments.wholeLong(2, ITERATIONS_UNIT, MOST_ITERATIONS),
                arguments.seedOtherThan0(3));
    }

    /// Returns the arguments of mimalloc-bench, on one thread for each processor, up to 16.
    public static List<String> defaultWords() {
        int processors = Runtime.getRuntime().availableProcessors();
        return List.of(Integer.toString(Math.min(processors, REFERENCE_THREADS)), "262144", "100000000", "41");
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
        long practice = Math.max(iterations / PRACTICE_PART, ITERATIONS_UNIT);
        return WholeRuns.run(
                warmUp,
                measuredTime,
                measured -> run(practice, allocator, threadKind, measured),
                measured -> run(iterations, allocator, threadKind, measured));
    }

    private Outcome run(long count, Allocator allocator, ThreadKind threadKind, MeasuredTime measuredTime)
            throws InterruptedException {
        long operations = count / ITERATIONS_UNIT * ITERATIONS_UNIT;
        AllocTestThread[] parts = new AllocTestThread[threads];
        for (int index = 0; index < parts.length; index++) {
            parts[index] = new AllocTestThread(slots / threads, operations, seed);
        }
        return Crew.measure(allocator, threadKind, List.of(parts), threads * operations, measuredTime);
    }
}
