package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// mimalloc-bench's `mstress`: threads allocate blocks of 8 bytes to 5 MiB, small ones mostly, keep some, free some,
/// and exchange some through a table that all share; then they end, half of the blocks in the table are freed, and new
/// threads begin. All words of a block are written, and checked before it is freed. One operation is one allocation.
///
/// The original's threads keep their blocks in lists that are blocks themselves; here these are tables of the harness.
/// What the table holds after the last iteration is freed after the measured time.
///
/// @param threads of an iteration
/// @param scale a thread allocates 150 × `scale` blocks in an iteration, and up to eight times as many by its number
/// @param iterations of a run
public record Mstress(int threads, int scale, int iterations) implements Workload {
    /// The name on the command line.
    public static final String NAME = "mstress";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("THREADS", "SCALE", "ITERATIONS");

    private static final int BLOCKS_PER_SCALE = 100;
    private static final int PACES = 8;
    private static final int MOST_THREADS = 10_000;
    private static final int LARGEST_SCALE = Integer.MAX_VALUE / BLOCKS_PER_SCALE / PACES;

    /// Thread lives are numbered in the words of blocks.
    private static final int MOST_LIVES = BlockWord.MOST_BYTES;

    /// Checks that the thread lives can be numbered.
    public Mstress {
        if ((long) threads * iterations > MOST_LIVES) {
            throw new InvalidArgument("THREADS × ITERATIONS must be at most " + MOST_LIVES + " thread lives, but was "
                    + (long) threads * iterations + ".");
        }
    }

    /// Makes one from its words.
    public static Mstress of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Mstress(
                arguments.wholeInt(0, 1, MOST_THREADS),
                arguments.wholeInt(1, 1, LARGEST_SCALE),
                arguments.wholeInt(2, 1, MOST_LIVES));
    }

    /// Returns the arguments of mimalloc-bench.
    public static List<String> defaultWords() {
        return List.of(Integer.toString(Runtime.getRuntime().availableProcessors()), "50", "25");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return IntStream.range(0, threads)
                        .mapToLong(thread -> exchanged(thread) + retained(thread))
                        .sum()
                * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "THREADS × SCALE";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        WholeRuns.Job job = time -> new MstressRun(this, allocator, threadKind).run(time);
        return WholeRuns.run(warmUp, measuredTime, job, job);
    }

    /// Blocks of a thread's life that it may free or exchange at any time.
    int exchanged(int thread) {
        return BLOCKS_PER_SCALE * scale * (thread % PACES + 1);
    }

    /// Blocks of a thread's life that it keeps to its end.
    int retained(int thread) {
        return exchanged(thread) / 2;
    }
}
