package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.stream.IntStream;

/// One run of the thread-parade job, conducted by the calling thread. Owner of all fields: the thread whose turn it is;
/// its start and its end order their accesses.
final class ThreadParadeRun {
    private static final LogarithmicSizes SIZES = new LogarithmicSizes(16, 1 << 10);

    /// Looks at memory on the way, the first and the last thread included.
    private static final int LOOKS = 20;

    private final ThreadParade job;
    private final Allocator allocator;
    private final ThreadKind threadKind;
    private final Mt19937 generator;
    private final long[] blocks = new long[ThreadParade.BLOCKS];

    /// Blocks that the last thread left, at the front.
    private int handedOn;

    private long frees;
    private long handedOverFrees;

    ThreadParadeRun(ThreadParade job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.generator = new Mt19937(job.seed());
    }

    /// The time that counts is that of all lives, each from the start of its thread to its end.
    Outcome run(Duration warmUp, MeasuredTime measuredTime) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < warmUp.toNanos()) {
            OneThread.run(threadKind, this::live);
        }
        OneThread.run(threadKind, () -> freeHandedOn(allocator.forThread()));
        frees = 0;
        handedOverFrees = 0;
        measuredTime.begins();
        long nanos = 0;
        int threads = 0;
        for (int look = 1; look <= LOOKS; look++) {
            int until = (int) ((long) job.threads() * look / LOOKS);
            nanos += parade(until - threads);
            threads = until;
            measuredTime.watch("thread " + threads, Duration.ZERO, holding());
        }
        long freesMeasured = frees;
        long handedOverMeasured = handedOverFrees;
        measuredTime.ended();
        OneThread.run(threadKind, () -> freeHandedOn(allocator.forThread()));
        return new Outcome(job.threads(), nanos, freesMeasured, handedOverMeasured);
    }

    private long parade(int threads) throws InterruptedException {
        long startNanos = System.nanoTime();
        for (int thread = 0; thread < threads; thread++) {
            OneThread.run(threadKind, this::live);
        }
        return System.nanoTime() - startNanos;
    }

    private void live() {
        Allocator mine = allocator.forThread();
        freeHandedOn(mine);
        for (int index = 0; index < blocks.length; index++) {
            int bytes = SIZES.draw(generator);
            long address = mine.allocate(bytes);
            NativeBytes.set(address, (byte) 1);
            blocks[index] = BlockWord.of(address, bytes);
        }
        for (int end = blocks.length - 1; end >= ThreadParade.HANDED_ON; end--) {
            int victim = (int) generator.uniform(0, end);
            long block = blocks[victim];
            blocks[victim] = blocks[end];
            mine.free(BlockWord.address(block));
            frees++;
        }
        handedOn = ThreadParade.HANDED_ON;
    }

    private void freeHandedOn(Allocator mine) {
        for (int index = 0; index < handedOn; index++) {
            mine.free(BlockWord.address(blocks[index]));
        }
        frees += handedOn;
        handedOverFrees += handedOn;
        handedOn = 0;
    }

    private Holding holding() {
        return Holding.ofBytes(IntStream.range(0, handedOn)
                .map(index -> BlockWord.bytes(blocks[index]))
                .sum());
    }
}
