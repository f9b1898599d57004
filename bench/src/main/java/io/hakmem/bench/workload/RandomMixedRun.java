package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.Arrays;

/// One run of the random-mixed job on a thread of its own.
final class RandomMixedRun {
    /// Operations between two returns from the hot loop, so that it is soon compiled as a method of its own.
    private static final int BATCH = 4_096;

    private static final int SMALLEST_BYTES = 16;
    private static final int SIZE_MASK = 1_023;
    private static final int SIZE_SHIFT = 10;
    private static final int PASS_STEP_BYTES = 1_024;
    private static final byte FIRST_BYTE = 'a';

    private final RandomMixed job;
    private final Allocator allocator;

    /// Blocks by slot, 0 for an empty one. Owner: the run's thread.
    private final long[] slots;

    private int random;
    private long nanos;
    private long frees;

    RandomMixedRun(RandomMixed job, Allocator allocator) {
        this.job = job;
        this.allocator = allocator;
        this.slots = new long[job.workingSet()];
    }

    Outcome run(ThreadKind threads, Duration warmUp, MeasuredTime measuredTime) throws InterruptedException {
        OneThread.run(threads, () -> {
            Allocator mine = allocator.forThread();
            warmUp(mine, warmUp);
            measure(mine, measuredTime);
        });
        return new Outcome(job.operations() * job.passes(), nanos, frees, 0);
    }

    /// Repeats the whole first pass until the time is up, so that the shifted sizes of later passes are as new to the
    /// allocator in a measured run as the sizes of a program that moves on.
    private void warmUp(Allocator mine, Duration time) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < time.toNanos()) {
            pass(mine, 0);
            freeAll(mine);
        }
    }

    /// The blocks of the last pass are freed after the measured time, those of the passes before it within.
    private void measure(Allocator mine, MeasuredTime measuredTime) {
        nanos = 0;
        frees = 0;
        measuredTime.begins();
        pass(mine, 0);
        for (int pass = 1; pass < job.passes(); pass++) {
            freeAll(mine);
            pass(mine, pass);
        }
        long freesMeasured = frees;
        measuredTime.ended();
        freeAll(mine);
        frees = freesMeasured;
    }

    private void pass(Allocator mine, int pass) {
        random = (int) job.seed();
        int shiftBytes = pass * PASS_STEP_BYTES;
        long startNanos = System.nanoTime();
        long rest = job.operations();
        while (rest > 0) {
            int count = (int) Math.min(rest, BATCH);
            mix(mine, count, SMALLEST_BYTES + shiftBytes);
            rest -= count;
        }
        nanos += System.nanoTime() - startNanos;
    }

    private void mix(Allocator mine, int count, int smallestBytes) {
        long[] blocks = slots;
        int length = blocks.length;
        int r = random;
        int freed = 0;
        for (int operation = 0; operation < count; operation++) {
            r = Xorshift32.next(r);
            int slot = Integer.remainderUnsigned(r, length);
            long address = blocks[slot];
            if (address != 0) {
                mine.free(address);
                blocks[slot] = 0;
                freed++;
            } else {
                address = mine.allocate(smallestBytes + ((r >>> SIZE_SHIFT) & SIZE_MASK));
                NativeBytes.set(address, FIRST_BYTE);
                blocks[slot] = address;
            }
        }
        random = r;
        frees += freed;
    }

    private void freeAll(Allocator mine) {
        for (long address : slots) {
            if (address != 0) {
                mine.free(address);
                frees++;
            }
        }
        Arrays.fill(slots, 0);
    }
}
