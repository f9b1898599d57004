package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.Arrays;

/// One run of the malloc-large job on a thread of its own, which owns all fields while it runs.
final class MallocLargeRun {
    private static final int PAGE_BYTES = 4_096;

    private final MallocLarge job;
    private final Allocator allocator;

    /// Blocks by slot, 0 for an empty one.
    private final long[] addresses;

    /// What was asked for, by slot.
    private final long[] sizes;

    private Mt19937 generator;
    private long nanos;
    private long frees;
    private long liveBytes;

    MallocLargeRun(MallocLarge job, Allocator allocator) {
        this.job = job;
        this.allocator = allocator;
        this.addresses = new long[job.blocks()];
        this.sizes = new long[job.blocks()];
        this.generator = new Mt19937(job.seed());
    }

    Outcome run(ThreadKind threads, Duration warmUp, MeasuredTime measuredTime) throws InterruptedException {
        OneThread.run(threads, () -> {
            Allocator mine = allocator.forThread();
            warmUp(mine, warmUp);
            measure(mine, measuredTime);
        });
        WorkloadFigures figures = new WorkloadFigures(liveBytes, null, null, null);
        return new Outcome(job.operations(), nanos, frees, 0, figures);
    }

    private void warmUp(Allocator mine, Duration time) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < time.toNanos()) {
            replaceOne(mine);
        }
        freeAll(mine);
    }

    private void measure(Allocator mine, MeasuredTime measuredTime) throws InterruptedException {
        generator = new Mt19937(job.seed());
        frees = 0;
        measuredTime.begins();
        long startNanos = System.nanoTime();
        for (long operation = 0; operation < job.operations(); operation++) {
            replaceOne(mine);
        }
        nanos = System.nanoTime() - startNanos;
        long freesMeasured = frees;
        liveBytes = Arrays.stream(sizes).sum();
        measuredTime.ended();
        measuredTime.quiet();
        freeAll(mine);
        frees = freesMeasured;
    }

    private void replaceOne(Allocator mine) {
        int slot = (int) generator.uniform(0, job.blocks() - 1);
        long bytes = generator.uniform(job.minBytes(), job.maxBytes());
        long address = mine.allocateZeroed(bytes);
        if (!mine.overlaps() && !touchPages(address, bytes)) {
            throw new WorkloadFailure("A block that must be zeroed held something else");
        }
        free(mine, slot);
        addresses[slot] = address;
        sizes[slot] = bytes;
    }

    /// Writes two bytes of each page and says whether the second of them was 0 everywhere. Each page is written before
    /// it is read: a read of a clean page would bring in the kernel's page of zeros first, at the price of a second
    /// page fault.
    private static boolean touchPages(long address, long bytes) {
        int all = 0;
        for (long offset = 0; offset + 1 < bytes; offset += PAGE_BYTES) {
            NativeBytes.set(address + offset, (byte) 1);
            all |= NativeBytes.getOpaque(address + offset + 1);
            NativeBytes.set(address + offset + 1, (byte) 1);
        }
        return all == 0;
    }

    private void freeAll(Allocator mine) {
        for (int slot = 0; slot < addresses.length; slot++) {
            free(mine, slot);
        }
    }

    private void free(Allocator mine, int slot) {
        if (addresses[slot] != 0) {
            mine.free(addresses[slot]);
            frees++;
        }
        addresses[slot] = 0;
        sizes[slot] = 0;
    }
}
