package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// mimalloc-bench's `mleak`: in each of `100 × iterations` rounds ten threads live at a time; each allocates one zeroed
/// block of 128 bytes, leaves it in a random one of 1,000 places, frees the block that was there, and ends. One
/// operation is the life of one thread.
///
/// The original's threads draw their places from one generator as they come; here the conductor does, before they
/// start.
///
/// @param iterations of a hundred rounds
public record Mleak(int iterations) implements Workload {
    /// The name on the command line.
    public static final String NAME = "mleak";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("ITERATIONS");

    static final int ROUNDS = 100;
    static final int THREADS = 10;

    private static final int MOST_ITERATIONS = 1_000_000;

    /// Makes one from its word.
    public static Mleak of(List<String> words) {
        return new Mleak(new Arguments(NAME, ARGUMENTS, words).wholeInt(0, 1, MOST_ITERATIONS));
    }

    /// Returns the argument of mimalloc-bench's shorter run.
    public static List<String> defaultWords() {
        return List.of("5");
    }

    @Override
    public String name() {
        return NAME;
    }

    /// Practices for one iteration at a time.
    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return WholeRuns.run(
                warmUp,
                measuredTime,
                ignored -> new MleakRun(allocator, threadKind).run(1, ignored),
                counted -> new MleakRun(allocator, threadKind).run(iterations, counted));
    }
}
