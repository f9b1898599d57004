package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// One run of the xmalloc-test job, conducted by the calling thread.
final class XmallocRun {
    private final XmallocTest job;
    private final Allocator allocator;
    private final ThreadKind threadKind;
    private final XmallocBatches batches;
    private final LongAdder freedBatches = new LongAdder();

    XmallocRun(XmallocTest job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.batches = new XmallocBatches(job.batches());
    }

    /// All frees are handed over: those who free allocate nothing.
    Outcome run(Duration time, MeasuredTime measuredTime) throws InterruptedException {
        measuredTime.begins();
        long startNanos = System.nanoTime();
        try (Team team = new Team()) {
            try {
                for (int worker = 0; worker < job.workers(); worker++) {
                    Lran2 generator = new Lran2(worker);
                    start(team, this::freeBatches);
                    start(team, () -> allocateBatches(generator));
                }
                batches.awaitFinish(time);
            } finally {
                batches.finish();
            }
            team.meet();
        }
        long nanos = System.nanoTime() - startNanos;
        measuredTime.ended();
        freeRest();
        long operations = freedBatches.sum() * XmallocTest.BATCH_BLOCKS;
        long frees = operations + freedBatches.sum();
        return new Outcome(operations, nanos, frees, frees);
    }

    private void start(Team team, Team.Member member) {
        team.start(threadKind, () -> {
            try {
                member.run();
            } finally {
                batches.finish();
            }
        });
    }

    private void allocateBatches(Lran2 generator) throws InterruptedException {
        Allocator mine = allocator.forThread();
        XmallocBatch batch = batches.takeEmpty();
        while (!batches.isFinished()) {
            batch.fill(mine, job.bytes(), generator);
            batch = batches.put(batch);
        }
    }

    private void freeBatches() throws InterruptedException {
        Allocator mine = allocator.forThread();
        XmallocBatch batch = null;
        while (!batches.isFinished()) {
            batch = batches.take(batch);
            if (batch != null) {
                batch.free(mine);
                freedBatches.increment();
            }
        }
    }

    private void freeRest() throws InterruptedException {
        Allocator mine = allocator.forThread();
        for (XmallocBatch batch = batches.take(null); batch != null; batch = batches.take(batch)) {
            batch.free(mine);
        }
    }
}
