package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/// One run of the rptest job, conducted by the calling thread.
final class RptestRun {
    private static final int ITERATIONS = 2;

    private final Allocator allocator;
    private final ThreadKind threadKind;
    private final List<RptestThread> threads;

    /// Threads that have done all their loops, by iteration.
    private final AtomicIntegerArray done = new AtomicIntegerArray(ITERATIONS);

    RptestRun(Rptest job, RptestTables tables, Allocator allocator, ThreadKind threadKind) {
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.threads = IntStream.range(0, job.threads())
                .mapToObj(index -> new RptestThread(this, job, tables, index))
                .toList();
    }

    Outcome run(MeasuredTime measuredTime) throws InterruptedException {
        measuredTime.begins();
        long startNanos = System.nanoTime();
        try (Team team = new Team()) {
            for (RptestThread thread : threads) {
                team.start(threadKind, () -> live(thread, team));
            }
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                team.meet();
                team.meet();
            }
            long nanos = System.nanoTime() - startNanos;
            // A block of an allocator whose blocks overlap does not tell its size.
            Long liveBytes = allocator.overlaps() ? null : (Long) sum(RptestThread::liveBytes);
            Outcome outcome = new Outcome(
                    sum(RptestThread::operations),
                    nanos,
                    sum(RptestThread::frees),
                    sum(RptestThread::handedOverFrees),
                    new WorkloadFigures(liveBytes, null, null, null));
            measuredTime.ended();
            team.meet();
            team.meet();
            return outcome;
        }
    }

    boolean isFirstDone(int iteration) {
        return done.getOpaque(iteration) > 0;
    }

    void done(int iteration) {
        done.getAndIncrement(iteration);
    }

    RptestThread thread(int index) {
        return threads.get(index);
    }

    private void live(RptestThread thread, Team team) throws InterruptedException {
        Allocator mine = allocator.forThread();
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            if (iteration > 0) {
                thread.freeOwn(mine);
            }
            thread.loop(mine, iteration);
            team.meet();
            thread.freeArrivals(mine);
            team.meet();
        }
        team.meet();
        thread.freeOwn(mine);
    }

    private long sum(ToLongFunction<RptestThread> figure) {
        return threads.stream().mapToLong(figure).sum();
    }
}
