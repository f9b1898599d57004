package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// One run of the mstress job, conducted by the calling thread.
final class MstressRun {
    private static final int TRANSFERS = 1_000;
    private static final int SEED = 43 * 43;

    private final Mstress job;
    private final Allocator allocator;
    private final ThreadKind threadKind;

    /// Blocks on the way from one thread to another, 0 for none.
    private final AtomicLongArray transfers = new AtomicLongArray(TRANSFERS);

    private final List<MstressThread> threads;
    private final MstressRandom random = new MstressRandom(SEED);
    private long frees;

    MstressRun(Mstress job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.threads = IntStream.range(0, job.threads())
                .mapToObj(index -> new MstressThread(job, index, transfers))
                .toList();
    }

    /// What the conductor frees is all handed over: it allocates nothing.
    Outcome run(MeasuredTime measuredTime) throws InterruptedException {
        Allocator mine = allocator.forThread();
        measuredTime.begins();
        long startNanos = System.nanoTime();
        Crew.run(allocator, threadKind, threads);
        for (int iteration = 1; iteration < job.iterations(); iteration++) {
            freeSome(mine, 50);
            Crew.run(allocator, threadKind, threads);
        }
        long nanos = System.nanoTime() - startNanos;
        long freesMeasured = frees;
        measuredTime.ended();
        freeSome(mine, 100);
        return new Outcome(
                job.iterations()
                        * threads.stream().mapToLong(MstressThread::allocations).sum(),
                nanos,
                freesMeasured + threads.stream().mapToLong(MstressThread::frees).sum(),
                freesMeasured
                        + threads.stream()
                                .mapToLong(MstressThread::handedOverFrees)
                                .sum());
    }

    private void freeSome(Allocator mine, int percent) {
        for (int place = 0; place < TRANSFERS; place++) {
            if (random.chance(percent)) {
                long block = transfers.getAndSet(place, 0);
                if (block != 0) {
                    MstressBlock.free(mine, block);
                    frees++;
                }
            }
        }
    }
}
