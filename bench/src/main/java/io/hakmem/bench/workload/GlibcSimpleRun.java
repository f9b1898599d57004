package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;

/// One run of the glibc-simple job; its threads follow one another.
final class GlibcSimpleRun {
    static final int MOST_BLOCKS = 1_600;

    private static final int[] NUMBERS_OF_BLOCKS = {25, 100, 400, MOST_BLOCKS};
    private static final int SIZES = 3;

    private final GlibcSimple job;
    private final Allocator allocator;
    private final ThreadKind threadKind;
    private final long[] blocks = new long[MOST_BLOCKS];
    private long operations;
    private long nanos;

    GlibcSimpleRun(GlibcSimple job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
    }

    Outcome run(MeasuredTime measuredTime) throws InterruptedException {
        OneThread.run(threadKind, () -> {
            Allocator mine = allocator.forThread();
            operations = 0;
            measuredTime.begins();
            long startNanos = System.nanoTime();
            for (int size = 0; size < SIZES; size++) {
                allPasses(mine, job.bytes() << size);
            }
            nanos = System.nanoTime() - startNanos;
            measuredTime.ended();
        });
        return new Outcome(operations, nanos, operations, 0);
    }

    private void allPasses(Allocator mine, int bytes) throws InterruptedException {
        pass(mine, bytes);
        pass(mine, bytes);
        OneThread.run(threadKind, () -> pass(allocator.forThread(), bytes));
        pass(mine, bytes);
    }

    private void pass(Allocator mine, int bytes) {
        for (int count : NUMBERS_OF_BLOCKS) {
            long rounds = job.iterations() / count;
            for (long round = 0; round < rounds; round++) {
                round(mine, count, bytes);
            }
            operations += rounds * count;
        }
    }

    private void round(Allocator mine, int count, int bytes) {
        long[] table = blocks;
        for (int index = 0; index < count; index++) {
            long address = mine.allocate(bytes);
            table[index] = address;
            NativeBytes.countUp(address, bytes);
        }
        int half = count / 2;
        for (int index = 0; index < half; index++) {
            mine.free(table[index]);
        }
        for (int index = count - 1; index >= half; index--) {
            mine.free(table[index]);
        }
    }
}
