package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// glibc's bench-malloc-thread as mimalloc-bench has it: each thread replaces random blocks of 1,024 of its own, and
/// writes all bytes of the new one. One operation is one replacement.
///
/// Sizes are from 4 bytes to 32 KiB, the chance of one being as its square's inverse, so that blocks are small mostly.
/// All threads draw sizes and places from the same two tables. The tables are drawn from MT19937 of the seed 88, in
/// place of the numbers that C's `rand()` gives on the system.
///
/// @param time how long the threads run
/// @param threads that replace blocks
public record GlibcThread(Duration time, int threads) implements Workload {
    /// The name on the command line.
    public static final String NAME = "glibc-thread";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("SECONDS", "THREADS");

    private static final int MOST_THREADS = 10_000;
    private static final Duration PRACTICE_TIME = Duration.ofMillis(250);

    /// Makes one from its words.
    public static GlibcThread of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new GlibcThread(arguments.seconds(0), arguments.wholeInt(1, 1, MOST_THREADS));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("2", Integer.toString(Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) threads * GlibcThreadRun.WORKING_SET * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "THREADS";
    }

    @Override
    public Duration expectedTime() {
        return time;
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        Duration practiceTime = warmUp.compareTo(PRACTICE_TIME) < 0 ? warmUp : PRACTICE_TIME;
        return WholeRuns.run(
                warmUp,
                measuredTime,
                measured -> new GlibcThreadRun(threads, allocator, threadKind).run(practiceTime, measured),
                measured -> new GlibcThreadRun(threads, allocator, threadKind).run(time, measured));
    }
}
