package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// One thread that keeps blocks of 8 KiB to 1 MiB live, as many as fit a number of bytes, and replaces random ones: to
/// make room for the next block it frees others until it fits. One operation is one allocation and the frees before it.
/// The logarithms of the sizes are uniform.
///
/// At the end everything is freed, and one block of all those bytes tells whether the free memory has merged again.
///
/// @param operations replacements of a run
/// @param mebibytes bytes that are live, in MiB
/// @param seed of the generator, as an unsigned 32-bit number
public record MediumFragmentation(long operations, int mebibytes, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "medium-fragmentation";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("OPERATIONS", "MIB", "SEED");

    static final int SMALLEST_BYTES = 8 << 10;
    static final int LARGEST_BYTES = 1 << 20;

    private static final long MOST_OPERATIONS = 1_000_000_000_000L;
    private static final int MOST_MEBIBYTES = 1 << 20;
    private static final int MEBIBYTE_SHIFT = 20;

    /// Makes one from its words.
    public static MediumFragmentation of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new MediumFragmentation(
                arguments.wholeLong(0, 1, MOST_OPERATIONS),
                arguments.wholeInt(1, 1, MOST_MEBIBYTES),
                arguments.seed(2));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("1000000", "512", "42");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) mostBlocks() * (Long.BYTES + Integer.BYTES);
    }

    @Override
    public String javaHeapArgument() {
        return "MIB";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return new MediumFragmentationRun(this, allocator).run(threads, warmUp, measuredTime);
    }

    long mostLiveBytes() {
        return (long) mebibytes << MEBIBYTE_SHIFT;
    }

    int mostBlocks() {
        return (int) (mostLiveBytes() / SMALLEST_BYTES);
    }
}
