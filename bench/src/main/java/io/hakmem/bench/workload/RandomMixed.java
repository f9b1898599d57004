package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// One thread that allocates or frees at random over a table of slots: an occupied slot is freed, an empty one gets a
/// block of 16 to 1,039 bytes whose first byte is written. One operation is one allocation **or** one free.
///
/// At the end of a pass everything is freed, and the next pass starts from the same seed with sizes 1,024 bytes larger.
/// The frees at the end of a pass are no operations and not in the measured time.
///
/// @param operations operations of a pass
/// @param workingSet slots of the table
/// @param seed of the generator, as an unsigned 32-bit number other than 0
/// @param passes passes of a run
public record RandomMixed(long operations, int workingSet, long seed, int passes) implements Workload {
    /// The name on the command line.
    public static final String NAME = "random-mixed";

    /// The arguments, in order; the last one is an option on the command line.
    public static final List<String> ARGUMENTS = List.of("OPERATIONS", "WORKING_SET", "SEED", "--passes");

    private static final long MOST_OPERATIONS = 1_000_000_000_000L;

    /// Keeps the largest block, and with it the sum of a pass's sizes, below 1 GiB.
    private static final int MOST_PASSES = 1_000_000;

    /// Makes one from its words: the three arguments of the command line and the number of passes.
    public static RandomMixed of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new RandomMixed(
                arguments.wholeLong(0, 1, MOST_OPERATIONS),
                arguments.wholeInt(1, 1, Integer.MAX_VALUE),
                arguments.seedOtherThan0(2),
                arguments.wholeInt(3, 1, MOST_PASSES));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("100000", "256", "42", "1");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) workingSet * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "WORKING_SET";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return new RandomMixedRun(this, allocator).run(threads, warmUp, measuredTime);
    }
}
