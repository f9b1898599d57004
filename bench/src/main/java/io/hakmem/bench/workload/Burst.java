package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// A burst and the silence after it: threads fill many bytes with blocks of 16 bytes to 32 KiB, then free all but one
/// random block in each 64 KiB of addresses, and sleep, or end. Nobody calls the allocator while memory is looked at;
/// then another thread frees the survivors, and memory is looked at for half as long again. One operation is one
/// allocation.
///
/// The logarithms of the sizes are uniform.
///
/// @param mebibytes bytes of the burst, in MiB
/// @param threads that share them
/// @param silence how long memory is looked at before the survivors are freed
/// @param seed of the generators, as an unsigned 32-bit number
public record Burst(int mebibytes, int threads, Duration silence, long seed) implements Workload {
    /// The name on the command line.
    public static final String NAME = "burst";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("MIB", "THREADS", "SECONDS", "SEED");

    /// The moment when all blocks are live.
    public static final String FULL = "full";

    /// The moment from which on only the survivors are live, and nobody calls the allocator.
    public static final String SILENCE = "silence";

    /// The moment from which on no block is live.
    public static final String FREED = "freed";

    private static final int MOST_MEBIBYTES = 1 << 20;
    private static final int MOST_THREADS = 10_000;
    private static final int MEBIBYTE_SHIFT = 20;
    private static final long LEAST_BYTES_PER_THREAD = 64 << 10;

    /// A warm-up shall not leave as much behind as what is measured.
    private static final int WARM_UP_PART = 64;

    /// Blocks are about 4 KiB long on average; each is a word in a list that doubles, and in a sorted copy.
    private static final long BYTES_PER_BLOCK = 4 << 10;

    private static final long LISTS = 4;

    /// Checks that each thread has room for the largest block.
    public Burst {
        if (((long) mebibytes << MEBIBYTE_SHIFT) / threads < LEAST_BYTES_PER_THREAD) {
            throw new InvalidArgument("MIB must be at least 64 KiB for each of THREADS, but was " + mebibytes
                    + " MiB for " + threads + " threads: give more MIB or fewer THREADS.");
        }
    }

    /// Makes one from its words.
    public static Burst of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Burst(
                arguments.wholeInt(0, 1, MOST_MEBIBYTES),
                arguments.wholeInt(1, 1, MOST_THREADS),
                arguments.seconds(2),
                arguments.seed(3));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("1024", "8", "8", "42");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return bytes() / BYTES_PER_BLOCK * Long.BYTES * LISTS;
    }

    @Override
    public String javaHeapArgument() {
        return "MIB";
    }

    @Override
    public List<String> jvmArguments() {
        return JavaHeap.fixed(javaHeapBytes());
    }

    @Override
    public List<ThreadKind> threadKinds() {
        return List.of(ThreadKind.PLATFORM, ThreadKind.VIRTUAL, ThreadKind.DEAD);
    }

    @Override
    public Duration expectedTime() {
        return silence.plus(silenceAfterFree());
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return WholeRuns.run(
                warmUp,
                measuredTime,
                ignored -> new BurstRun(this, bytesPerThread() / WARM_UP_PART, allocator, threadKind).run(ignored),
                measured -> new BurstRun(this, bytesPerThread(), allocator, threadKind).run(measured));
    }

    Duration silenceAfterFree() {
        return silence.dividedBy(2);
    }

    long bytesPerThread() {
        return bytes() / threads;
    }

    private long bytes() {
        return (long) mebibytes << MEBIBYTE_SHIFT;
    }
}
