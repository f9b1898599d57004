package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// glibc's bench-malloc-simple as mimalloc-bench has it: 25, 100, 400 and 1,600 blocks of one size are allocated and
/// written, one half is freed in the order of allocation, the other half in the reverse order, again and again. One
/// operation is one allocation and its free.
///
/// All of that is done twice by one thread, then by another one, then by the first one again; and that for blocks of
/// `bytes`, twice and four times as many.
///
/// The original begins before its process has a second thread, which glibc takes a shorter way for; a JVM always has
/// more.
///
/// @param bytes the smallest of the three sizes
/// @param iterations blocks of each size, number and pass
public record GlibcSimple(int bytes, long iterations) implements Workload {
    /// The name on the command line.
    public static final String NAME = "glibc-simple";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("BYTES", "ITERATIONS");

    /// The largest blocks are four times as long, and are written as a whole.
    private static final int MOST_BYTES = 16 << 10;

    private static final long MOST_ITERATIONS = 1_000_000_000_000L;
    private static final int PRACTICE_PART = 64;

    /// Makes one from its words.
    public static GlibcSimple of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new GlibcSimple(
                arguments.wholeInt(0, 1, MOST_BYTES),
                arguments.wholeLong(1, GlibcSimpleRun.MOST_BLOCKS, MOST_ITERATIONS));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("16", "2000000");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        long part = Math.max(iterations / PRACTICE_PART, GlibcSimpleRun.MOST_BLOCKS);
        return WholeRuns.run(
                warmUp,
                measuredTime,
                new GlibcSimpleRun(new GlibcSimple(bytes, part), allocator, threads)::run,
                new GlibcSimpleRun(this, allocator, threads)::run);
    }
}
