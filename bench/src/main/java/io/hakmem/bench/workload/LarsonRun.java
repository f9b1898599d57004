package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One run of Larson's job, from the first block to the last free, conducted by the calling thread.
final class LarsonRun {
    /// The life that allocated the blocks a run starts from; lives of a slice count from 1.
    static final int MAIN_LIFE = 0;

    private static final int LIFE_SHIFT = 32;
    private static final long BYTES_MASK = (1L << LIFE_SHIFT) - 1;

    private static final int WARM_UP_ROUNDS = 4;
    private static final VarHandle STOPPED = stoppedHandle();

    final Larson job;
    final Allocator allocator;

    /// Blocks, slice after slice. Owner: the thread life that holds the slice.
    final long[] addresses;

    /// The birth of each block: the number of the life in its slice that allocated it, then what was asked for. It
    /// takes the place of the original's array of sizes, so the loop's memory traffic is the same.
    final long[] births;

    /// Whether frees tell the size.
    final boolean sized;

    private final ThreadKind threadKind;
    private final CountDownLatch slicesAtWork;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /// Owner: the conductor, or a life that fails. Readers: all lives, opaque, once per operation as in the original.
    @SuppressWarnings("UnusedVariable") // STOPPED is the way to it.
    private boolean stopped;

    LarsonRun(Larson job, boolean sized, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.addresses = new long[job.blocks()];
        this.births = new long[job.blocks()];
        this.sized = sized;
        this.slicesAtWork = new CountDownLatch(job.threads());
    }

    Outcome run(Duration time, MeasuredTime measuredTime) throws InterruptedException {
        Lran2 generator = new Lran2(job.seed());
        Allocator mine = allocator.forThread();
        allocateBlocks(mine, generator);
        permute(generator);
        replaceBlocks(mine, generator);

        LarsonSlice[] slices = new LarsonSlice[job.threads()];
        for (int index = 0; index < slices.length; index++) {
            slices[index] = new LarsonSlice(this, index * job.chunks(), new Lran2(generator.next()));
        }
        measuredTime.begins();
        long nanos = runThreads(slices, time);
        refuseFailure(slices);
        measuredTime.ended();

        for (int block = 0; block < addresses.length; block++) {
            free(mine, block);
        }
        long operations =
                Arrays.stream(slices).mapToLong(LarsonSlice::operations).sum();
        long handedOver =
                Arrays.stream(slices).mapToLong(LarsonSlice::handedOverFrees).sum();
        return new Outcome(operations, nanos, operations, handedOver);
    }

    static long birth(int life, int bytes) {
        return (long) life << LIFE_SHIFT | bytes;
    }

    static int life(long birth) {
        return (int) (birth >>> LIFE_SHIFT);
    }

    static long bytes(long birth) {
        return birth & BYTES_MASK;
    }

    boolean isStopped() {
        return (boolean) STOPPED.getOpaque(this);
    }

    /// Starts the next life of a slice.
    void start(LarsonSlice slice) {
        threadKind.start(slice);
    }

    /// Tells the conductor that a slice has no thread any more.
    void sliceFinished() {
        slicesAtWork.countDown();
    }

    /// Ends the run for all slices.
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        STOPPED.setOpaque(this, true);
    }

    /// The clock starts after the threads, as in the original.
    private long runThreads(LarsonSlice[] slices, Duration time) throws InterruptedException {
        for (LarsonSlice slice : slices) {
            try {
                start(slice);
            } catch (OutOfMemoryError noThread) {
                fail(noThread);
                sliceFinished();
            }
        }
        long startNanos = System.nanoTime();
        boolean finishedEarly;
        try {
            finishedEarly = slicesAtWork.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            STOPPED.setOpaque(this, true);
        }
        if (!finishedEarly) {
            slicesAtWork.await();
        }
        return System.nanoTime() - startNanos;
    }

    private void refuseFailure(LarsonSlice[] slices) {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new WorkloadFailure("A thread of the workload failed", cause);
        }
        if (!Arrays.stream(slices).allMatch(LarsonSlice::readWhatItWrote)) {
            throw new WorkloadFailure("A block did not hold what its thread had just written to it");
        }
    }

    private void allocateBlocks(Allocator mine, Lran2 generator) {
        for (int block = 0; block < addresses.length; block++) {
            allocate(mine, block, generator);
        }
    }

    /// Fisher and Yates, from the end.
    private void permute(Lran2 generator) {
        for (int end = addresses.length; end > 0; end--) {
            int other = generator.next() % end;
            long address = addresses[other];
            long birth = births[other];
            addresses[other] = addresses[end - 1];
            births[other] = births[end - 1];
            addresses[end - 1] = address;
            births[end - 1] = birth;
        }
    }

    private void replaceBlocks(Allocator mine, Lran2 generator) {
        for (long count = (long) WARM_UP_ROUNDS * addresses.length; count > 0; count--) {
            int victim = generator.next() % addresses.length;
            free(mine, victim);
            allocate(mine, victim, generator);
        }
    }

    private void allocate(Allocator mine, int block, Lran2 generator) {
        int bytes = job.drawSize(generator);
        addresses[block] = mine.allocate(bytes);
        births[block] = birth(MAIN_LIFE, bytes);
    }

    private void free(Allocator mine, int block) {
        if (sized) {
            mine.free(addresses[block], bytes(births[block]));
        } else {
            mine.free(addresses[block]);
        }
    }

    private static VarHandle stoppedHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(LarsonRun.class, "stopped", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
