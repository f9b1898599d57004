package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One run of the medium-fragmentation job on a thread of its own, which owns all fields while it runs.
final class MediumFragmentationRun {
    private static final LogarithmicSizes SIZES =
            new LogarithmicSizes(MediumFragmentation.SMALLEST_BYTES, MediumFragmentation.LARGEST_BYTES);

    /// What address space is thought to be taken by: the neighbours of a block that lie within.
    private static final long ADDRESS_STEP_BYTES = 2 << 20;

    private final MediumFragmentation job;
    private final Allocator allocator;

    /// Live blocks, without gaps, and what was asked for.
    private final long[] addresses;

    private final int[] sizes;
    private int blocks;
    private long liveBytes;

    private Mt19937 generator;
    private long lowestAddress = Long.MAX_VALUE;
    private long highestAddress;
    private long nanos;
    private long frees;
    private WorkloadFigures figures = WorkloadFigures.NONE;

    MediumFragmentationRun(MediumFragmentation job, Allocator allocator) {
        this.job = job;
        this.allocator = allocator;
        this.addresses = new long[job.mostBlocks()];
        this.sizes = new int[job.mostBlocks()];
        this.generator = new Mt19937(job.seed());
    }

    Outcome run(ThreadKind threads, Duration warmUp, MeasuredTime measuredTime) throws InterruptedException {
        OneThread.run(threads, () -> {
            Allocator mine = allocator.forThread();
            warmUp(mine, warmUp);
            measure(mine, measuredTime);
        });
        return new Outcome(job.operations(), nanos, frees, 0, figures);
    }

    private void warmUp(Allocator mine, Duration time) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < time.toNanos()) {
            replaceOne(mine);
        }
        freeAll(mine);
    }

    /// The blocks that the job starts from are allocated before the measured time.
    private void measure(Allocator mine, MeasuredTime measuredTime) {
        generator = new Mt19937(job.seed());
        int bytes = drawSize();
        while (liveBytes + bytes <= job.mostLiveBytes()) {
            allocate(mine, bytes);
            bytes = drawSize();
        }
        frees = 0;
        measuredTime.begins();
        long startNanos = System.nanoTime();
        for (long operation = 0; operation < job.operations(); operation++) {
            replaceOne(mine);
        }
        nanos = System.nanoTime() - startNanos;
        long freesMeasured = frees;
        long liveMeasured = liveBytes;
        measuredTime.ended();
        freeAll(mine);
        frees = freesMeasured;
        figures = new WorkloadFigures(liveMeasured, null, job.mostLiveBytes(), newBytesOfWholeBlock(mine));
    }

    private void replaceOne(Allocator mine) {
        int bytes = drawSize();
        while (liveBytes + bytes > job.mostLiveBytes()) {
            free(mine, (int) generator.uniform(0, blocks - 1L));
        }
        allocate(mine, bytes);
    }

    private int drawSize() {
        return SIZES.draw(generator);
    }

    private void allocate(Allocator mine, int bytes) {
        long address = mine.allocate(bytes);
        if (!mine.overlaps()) {
            NativeBytes.set(address, (byte) bytes);
            NativeBytes.set(address + bytes - 1, (byte) bytes);
        }
        lowestAddress = Math.min(lowestAddress, address);
        highestAddress = Math.max(highestAddress, address + bytes);
        addresses[blocks] = address;
        sizes[blocks] = bytes;
        blocks++;
        liveBytes += bytes;
    }

    private void free(Allocator mine, int index) {
        long address = addresses[index];
        int bytes = sizes[index];
        if (!mine.overlaps()
                && (NativeBytes.getOpaque(address) != (byte) bytes
                        || NativeBytes.getOpaque(address + bytes - 1) != (byte) bytes)) {
            throw new WorkloadFailure("A block did not hold what was written to its ends");
        }
        mine.free(address);
        frees++;
        blocks--;
        addresses[index] = addresses[blocks];
        sizes[index] = sizes[blocks];
        liveBytes -= bytes;
    }

    private void freeAll(Allocator mine) {
        while (blocks > 0) {
            free(mine, blocks - 1);
        }
    }

    private @Nullable Long newBytesOfWholeBlock(Allocator mine) {
        long bytes = job.mostLiveBytes();
        long address = mine.allocate(bytes);
        mine.free(address);
        if (mine.overlaps()) {
            return null;
        }
        long knownFrom = Math.floorDiv(lowestAddress, ADDRESS_STEP_BYTES) * ADDRESS_STEP_BYTES;
        long knownTo = Math.ceilDiv(highestAddress, ADDRESS_STEP_BYTES) * ADDRESS_STEP_BYTES;
        long known = Math.min(address + bytes, knownTo) - Math.max(address, knownFrom);
        return bytes - Math.max(0, known);
    }
}
