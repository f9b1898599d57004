package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// Lever's and Boreham's `xmalloc-test`, as mimalloc-bench has it: half of the threads only allocate, in batches of
/// 4,096 blocks, and the other half only free what those hand over. At most 100 batches wait; the last one is taken
/// first. One operation is the free of one block of a batch.
///
/// A batch is a block, too, whose pages are touched. The addresses that the original keeps in it are in tables of the
/// harness, since blocks of the null allocator hold nothing.
///
/// @param time how long the threads run
/// @param workers threads that allocate, and as many that free
/// @param bytes the size of all blocks; 0 for a random one of 17 sizes from 8 to 2,048 bytes each time
public record XmallocTest(Duration time, int workers, int bytes) implements Workload {
    /// The name on the command line.
    public static final String NAME = "xmalloc-test";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("SECONDS", "WORKERS", "BYTES");

    static final int BATCH_BLOCKS = 4_096;
    static final int MOST_WAITING = 100;

    private static final int MOST_WORKERS = 10_000;
    private static final int LARGEST_SIZE = 1 << 30;
    private static final Duration WARM_UP_PART = Duration.ofMillis(250);

    /// Each worker has a batch in its hands, and may add one to those that wait when the time is over.
    private static final int BATCHES_PER_WORKER = 3;

    /// Makes one from its words.
    public static XmallocTest of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new XmallocTest(
                arguments.seconds(0), arguments.wholeInt(1, 1, MOST_WORKERS), arguments.wholeInt(2, 0, LARGEST_SIZE));
    }

    /// Returns the arguments of mimalloc-bench, with one worker of each kind for each processor.
    public static List<String> defaultWords() {
        return List.of("5", Integer.toString(Runtime.getRuntime().availableProcessors()), "64");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) batches() * BATCH_BLOCKS * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "WORKERS";
    }

    @Override
    public Duration expectedTime() {
        return time;
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return WholeRuns.run(
                warmUp,
                measuredTime,
                ignored -> new XmallocRun(this, allocator, threadKind).run(WARM_UP_PART, ignored),
                counted -> new XmallocRun(this, allocator, threadKind).run(time, counted));
    }

    /// The most batches that there are at a time.
    int batches() {
        return MOST_WAITING + BATCHES_PER_WORKER * workers;
    }
}
