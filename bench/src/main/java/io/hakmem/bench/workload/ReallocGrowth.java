package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// One thread that grows a block from 16 bytes to 64 MiB by reallocations, as a buffer does that is appended to: each
/// time the new pages are written, and at the end all of them are read. One operation is one reallocation.
///
/// @param stepBytes by how much the block grows each time; 0 doubles it
/// @param passes blocks that are grown, one after the other
public record ReallocGrowth(int stepBytes, int passes) implements Workload {
    /// The name on the command line.
    public static final String NAME = "realloc-growth";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("STEP", "PASSES");

    static final long FIRST_BYTES = 16;
    static final long LAST_BYTES = 64 << 20;

    private static final int MOST_PASSES = 1_000_000;

    /// Makes one from its words.
    public static ReallocGrowth of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new ReallocGrowth(arguments.wholeInt(0, 0, (int) LAST_BYTES), arguments.wholeInt(1, 1, MOST_PASSES));
    }

    /// Returns the arguments that stand for those not given on the command line.
    public static List<String> defaultWords() {
        return List.of("4096", "5");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return new ReallocGrowthRun(this, allocator).run(threads, warmUp, measuredTime);
    }

    long grown(long bytes) {
        return Math.min(stepBytes == 0 ? bytes * 2 : bytes + stepBytes, LAST_BYTES);
    }
}
