package io.hakmem.bench.workload;

import java.time.Duration;

/// Whole runs of a job before the one that counts: what happens at the end of a run must not be new to the JIT
/// compiler.
final class WholeRuns {
    private WholeRuns() {}

    /// A job, from the first block to the last free.
    interface Job {
        /// Does it all.
        Outcome run(MeasuredTime measuredTime) throws InterruptedException;
    }

    /// Repeats the practice until the warm-up is over, then runs the job.
    static Outcome run(Duration warmUp, MeasuredTime measuredTime, Job practice, Job job) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < warmUp.toNanos()) {
            practice.run(MeasuredTime.IGNORED);
        }
        return job.run(measuredTime);
    }
}
