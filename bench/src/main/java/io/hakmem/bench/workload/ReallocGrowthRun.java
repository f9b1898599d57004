package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;

/// One run of the realloc-growth job on a thread of its own, which owns all fields while it runs.
final class ReallocGrowthRun {
    private static final int PAGE_SHIFT = 12;
    private static final long PAGE_BYTES = 1L << PAGE_SHIFT;

    private final ReallocGrowth job;
    private final Allocator allocator;
    private long nanos;
    private long operations;
    private long moves;
    private long movedBytes;

    ReallocGrowthRun(ReallocGrowth job, Allocator allocator) {
        this.job = job;
        this.allocator = allocator;
    }

    /// A move counts as a free, too: the allocator frees the old block.
    Outcome run(ThreadKind threads, Duration warmUp, MeasuredTime measuredTime) throws InterruptedException {
        OneThread.run(threads, () -> {
            Allocator mine = allocator.forThread();
            warmUp(mine, warmUp);
            measure(mine, measuredTime);
        });
        WorkloadFigures figures = new WorkloadFigures(ReallocGrowth.LAST_BYTES, movedBytes, null, null);
        return new Outcome(operations, nanos, moves + job.passes() - 1, 0, figures);
    }

    private void warmUp(Allocator mine, Duration time) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < time.toNanos()) {
            mine.free(grow(mine));
        }
    }

    /// The last block is freed after the measured time.
    private void measure(Allocator mine, MeasuredTime measuredTime) {
        operations = 0;
        moves = 0;
        movedBytes = 0;
        measuredTime.begins();
        long startNanos = System.nanoTime();
        long address = grow(mine);
        for (int pass = 1; pass < job.passes(); pass++) {
            mine.free(address);
            address = grow(mine);
        }
        nanos = System.nanoTime() - startNanos;
        measuredTime.ended();
        mine.free(address);
    }

    private long grow(Allocator mine) {
        boolean touches = !mine.overlaps();
        long address = mine.allocate(ReallocGrowth.FIRST_BYTES);
        long bytes = ReallocGrowth.FIRST_BYTES;
        if (touches) {
            writePages(address, 0, bytes);
        }
        while (bytes < ReallocGrowth.LAST_BYTES) {
            long newBytes = job.grown(bytes);
            long newAddress = mine.reallocate(address, newBytes);
            operations++;
            if (newAddress != address) {
                moves++;
                movedBytes += bytes;
            }
            if (touches) {
                writePages(newAddress, bytes, newBytes);
            }
            address = newAddress;
            bytes = newBytes;
        }
        if (touches && !holdsPages(address, bytes)) {
            throw new WorkloadFailure("A block that grew did not hold what was written to it before");
        }
        return address;
    }

    /// Writes the first byte of each page, counted from the begin of the block, that begins in the given part of it.
    private static void writePages(long address, long fromBytes, long toBytes) {
        for (long page = Math.ceilDiv(fromBytes, PAGE_BYTES); page << PAGE_SHIFT < toBytes; page++) {
            NativeBytes.set(address + (page << PAGE_SHIFT), mark(page));
        }
    }

    private static boolean holdsPages(long address, long bytes) {
        for (long page = 0; page << PAGE_SHIFT < bytes; page++) {
            if (NativeBytes.getOpaque(address + (page << PAGE_SHIFT)) != mark(page)) {
                return false;
            }
        }
        return true;
    }

    /// Tells a page from its neighbours, and from zeroed memory.
    private static byte mark(long page) {
        return (byte) (page % 251 + 1);
    }
}
