package io.hakmem.bench.workload;

import io.hakmem.Stats;
import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// Threads that allocate blocks of 16 bytes to 32 KiB past the allocator's limit, and each time they are refused free a
/// random half of what they hold. All bytes of a block are written, and checked before it is freed. One operation is
/// one allocation that succeeds.
///
/// The logarithms of the sizes are uniform. The limit is the system property `hakmem.limit` of the run's JVM, or what
/// the allocator takes from the machine.
///
/// @param time how long they do so
/// @param threads that share the limit
/// @param limitMebibytes the limit on committed bytes, in MiB; 0 for the allocator's default
/// @param seed of the generators, as an unsigned 32-bit number
public record BudgetStorm(Duration time, int threads, int limitMebibytes, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "budget-storm";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("SECONDS", "THREADS", "LIMIT_MIB", "SEED");

    static final int SMALLEST_BYTES = 16;
    static final int LARGEST_BYTES = 32 << 10;

    private static final int MOST_THREADS = 10_000;
    private static final int MOST_MEBIBYTES = 1 << 20;
    private static final int MEBIBYTE_SHIFT = 20;

    /// A block has a word and a byte in lists that double, and is about 4 KiB long on average.
    private static final long BYTES_PER_BLOCK = 4 << 10;

    private static final long LIST_BYTES_PER_BLOCK = 4 * (Long.BYTES + 1);

    /// Makes one from its words.
    public static BudgetStorm of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new BudgetStorm(
                arguments.seconds(0),
                arguments.wholeInt(1, 1, MOST_THREADS),
                arguments.wholeInt(2, 0, MOST_MEBIBYTES),
                arguments.seed(3));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("30", "8", "64", "42");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return limitBytes() / BYTES_PER_BLOCK * LIST_BYTES_PER_BLOCK;
    }

    @Override
    public String javaHeapArgument() {
        return "LIMIT_MIB";
    }

    @Override
    public List<String> jvmArguments() {
        return limitMebibytes == 0 ? List.of() : List.of("-Dhakmem.limit=" + limitBytes());
    }

    @Override
    public Duration expectedTime() {
        return time;
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        if (warmUp.isPositive()) {
            new BudgetStormRun(this, allocator, threadKind).run(warmUp, MeasuredTime.IGNORED);
        }
        return new BudgetStormRun(this, allocator, threadKind).run(time, measuredTime);
    }

    /// The limit that a run has to expect.
    long limitBytes(Allocator allocator) {
        if (limitMebibytes != 0) {
            return limitBytes();
        }
        Stats stats = allocator.stats();
        if (stats == null || stats.limits().hardBytes() == Long.MAX_VALUE) {
            throw new WorkloadFailure("LIMIT_MIB is 0, but the allocator has no limit of its own.");
        }
        return stats.limits().hardBytes();
    }

    private long limitBytes() {
        return (long) limitMebibytes << MEBIBYTE_SHIFT;
    }
}
