package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// The benchmark of rpmalloc, as mimalloc-bench has it: in each loop a thread frees some blocks of a table, replaces
/// others, and every few loops allocates a batch that the next thread frees. One operation is one allocation **or** one
/// free.
///
/// A run is two iterations: after each, all threads meet and free what was handed to them, and after the first one each
/// frees its own blocks, too. The original then rests and begins anew with a second round of threads; that is the
/// warm-up's part here. Its fixed tables of random numbers are drawn by Larson's generator here, and a batch's own two
/// blocks are allocated and written as there, but hold no addresses, since blocks of the null allocator hold nothing.
///
/// @param threads of a run
/// @param mode 0 for random sizes, 1 for `minBytes` always
/// @param sizeMode 0 for uniform sizes, 1 for fewer large ones, 2 for far fewer large ones
/// @param crossRate a batch is handed over every so many loops; 0 for never, as with one thread
/// @param loops of an iteration
/// @param blocks places of a thread's table
/// @param operations a loop replaces 30 to 99 percent of so many blocks, and frees 24 to 79 percent
/// @param minBytes the smallest size
/// @param maxBytes the largest size
public record Rptest(
        int threads,
        int mode,
        int sizeMode,
        int crossRate,
        int loops,
        int blocks,
        int operations,
        int minBytes,
        int maxBytes)
        implements Workload {
    /// The name on the command line.
    public static final String NAME = "rptest";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS =
            List.of("THREADS", "MODE", "SIZE_MODE", "CROSS_RATE", "LOOPS", "BLOCKS", "OPERATIONS", "MIN", "MAX");

    private static final int MOST_THREADS = 1_000;
    private static final int MOST_LOOPS = 0x00FF_FFFF;

    /// The addresses of a batch fit 64 KiB, so much as may be written with every allocator.
    private static final int MOST_OPERATIONS = 8_192;

    private static final int LARGEST_SIZE = 1 << 30;

    /// A block begins with its size.
    private static final int SMALLEST_SIZE = Integer.BYTES;

    /// Checks that there are sizes to draw from.
    public Rptest {
        if (mode == 0 && minBytes > maxBytes) {
            throw new InvalidArgument("MIN must be at most MAX, but was " + minBytes + " above " + maxBytes + ".");
        }
    }

    /// Makes one from its words.
    public static Rptest of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new Rptest(
                arguments.wholeInt(0, 1, MOST_THREADS),
                arguments.wholeInt(1, 0, 1),
                arguments.wholeInt(2, 0, 2),
                arguments.wholeInt(3, 0, MOST_LOOPS),
                arguments.wholeInt(4, 1, MOST_LOOPS),
                arguments.wholeInt(5, 1, MOST_LOOPS),
                arguments.wholeInt(6, 1, MOST_OPERATIONS),
                arguments.wholeInt(7, SMALLEST_SIZE, LARGEST_SIZE),
                arguments.wholeInt(8, SMALLEST_SIZE, LARGEST_SIZE));
    }

    /// Returns the arguments of mimalloc-bench.
    public static List<String> defaultWords() {
        return List.of(
                Integer.toString(Runtime.getRuntime().availableProcessors()),
                "0",
                "1",
                "2",
                "500",
                "1000",
                "100",
                "8",
                "16000");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) threads * blocks * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "THREADS × BLOCKS";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        RptestTables tables = new RptestTables(this);
        WholeRuns.Job job = time -> new RptestRun(this, tables, allocator, threadKind).run(time);
        return WholeRuns.run(warmUp, measuredTime, job, job);
    }

    /// Says whether a batch is handed over in that loop.
    boolean handsOver(int loop) {
        return crossRate > 0 && threads > 1 && loop % crossRate == 0;
    }
}
