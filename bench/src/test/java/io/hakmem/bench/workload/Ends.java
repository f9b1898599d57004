package io.hakmem.bench.workload;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What an allocator had counted at both ends of the measured time.
final class Ends implements MeasuredTime {
    private final LongSupplier frees;
    private final LongSupplier live;
    private @Nullable Long freesBefore;
    private @Nullable Long freesAfter;
    private long liveAtEnd;

    Ends(CheckingAllocator allocator) {
        this.frees = allocator::frees;
        this.live = allocator::live;
    }

    Ends(CheckingBlocks allocator) {
        this.frees = allocator::frees;
        this.live = allocator::live;
    }

    @Override
    public void begins() {
        freesBefore = frees.getAsLong();
    }

    @Override
    public void ended() {
        freesAfter = frees.getAsLong();
        liveAtEnd = live.getAsLong();
    }

    long freesBefore() {
        return told(freesBefore);
    }

    long freesMeanwhile() {
        return told(freesAfter) - told(freesBefore);
    }

    long liveAtEnd() {
        return liveAtEnd;
    }

    private static long told(@Nullable Long frees) {
        if (frees == null) {
            throw new AssertionError("the workload did not tell both ends");
        }
        return frees;
    }
}
