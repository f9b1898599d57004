package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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

    /// Repeats whole passes, in the order of a measured run, until the time is up.
    void warmUp(ThreadKind threads, Duration time) throws InterruptedException {
        runOn(threads, () -> {
            Allocator mine = allocator.forThread();
            long startNanos = System.nanoTime();
            int pass = 0;
            do {
                pass(mine, pass);
                freeAll(mine);
                pass = (pass + 1) % job.passes();
            } while (System.nanoTime() - startNanos < time.toNanos());
        });
    }

    /// The blocks of the last pass are freed after the measured time, those of the passes before it within.
    Outcome measure(ThreadKind threads, MeasuredTime measuredTime) throws InterruptedException {
        runOn(threads, () -> {
            Allocator mine = allocator.forThread();
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
        });
        return new Outcome(job.operations() * job.passes(), nanos, frees, 0);
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

    private static void runOn(ThreadKind threads, Runnable task) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = threads.start(() -> {
            try {
                task.run();
            } catch (Throwable cause) {
                failure.set(cause);
            }
        });
        thread.join();
        Throwable cause = failure.get();
        if (cause != null) {
            throw new WorkloadFailure("The thread of the workload failed", cause);
        }
    }
}
