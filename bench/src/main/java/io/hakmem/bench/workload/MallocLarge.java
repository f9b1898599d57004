package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// One thread that replaces one of a few large zeroed blocks at a time, after mimalloc-bench's `malloc-large`: same
/// blocks, same sizes, and the new block is allocated before the old one is freed. One operation is one replacement.
///
/// The original allocates and then writes a 0 to every byte. Here it is the allocator that has to zero the block, so
/// that one which knows clean pages may leave them alone; the first bytes of each page are then looked at and written,
/// so that all of the block is in memory as in the original, and dirty when it is freed.
///
/// @param operations replacements of a run
/// @param blocks live blocks, after the first replacement of each
/// @param minBytes the smallest size
/// @param maxBytes the largest size
/// @param seed of the generator, as an unsigned 32-bit number
public record MallocLarge(long operations, int blocks, long minBytes, long maxBytes, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "malloc-large";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("OPERATIONS", "BLOCKS", "MIN", "MAX", "SEED");

    private static final long MOST_OPERATIONS = 1_000_000_000_000L;
    private static final long LARGEST_SIZE = 1L << 31;

    /// Checks that there are sizes to draw from.
    public MallocLarge {
        if (minBytes > maxBytes) {
            throw new InvalidArgument("MIN must be at most MAX, but was " + minBytes + " above " + maxBytes + ".");
        }
    }

    /// Makes one from its words.
    public static MallocLarge of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new MallocLarge(
                arguments.wholeLong(0, 1, MOST_OPERATIONS),
                arguments.wholeInt(1, 1, Integer.MAX_VALUE),
                arguments.wholeLong(2, 1, LARGEST_SIZE),
                arguments.wholeLong(3, 1, LARGEST_SIZE),
                arguments.seed(4));
    }

    /// Returns the original's arguments, which stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("2000", "20", "5242880", "26214400", "42");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) blocks * 2 * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "BLOCKS";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return new MallocLargeRun(this, allocator).run(threads, warmUp, measuredTime);
    }
}
