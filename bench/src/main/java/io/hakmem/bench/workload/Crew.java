package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.List;

/// Threads that each do a part of a job, all at the same time, and end.
final class Crew {
    private Crew() {}

    /// What one thread does.
    interface Part {
        /// Does it all.
        ///
        /// @param mine the thread's allocator
        void run(Allocator mine) throws InterruptedException;
    }

    /// A part that leaves blocks behind.
    interface Holder extends Part {
        /// Returns how many blocks it freed.
        long frees();

        /// Frees what it left, and returns its bytes.
        long freeLeft(Allocator mine);
    }

    /// Runs each part as the measured time, then frees what they left.
    ///
    /// @param operations of all parts
    static Outcome measure(
            Allocator allocator,
            ThreadKind kind,
            List<? extends Holder> parts,
            long operations,
            MeasuredTime measuredTime)
            throws InterruptedException {
        measuredTime.begins();
        long nanos = run(allocator, kind, parts);
        measuredTime.ended();
        Allocator mine = allocator.forThread();
        long frees = 0;
        long liveBytes = 0;
        for (Holder part : parts) {
            frees += part.frees();
            liveBytes += part.freeLeft(mine);
        }
        return new Outcome(operations, nanos, frees, 0, new WorkloadFigures(liveBytes, null, null, null));
    }

    /// Runs each part on a thread of its own, and returns the nanoseconds from before the first one starts until the
    /// last part is done.
    ///
    /// @throws WorkloadFailure if a part fails
    static long run(Allocator allocator, ThreadKind kind, List<? extends Part> parts) throws InterruptedException {
        try (Team team = new Team()) {
            long startNanos = System.nanoTime();
            for (Part part : parts) {
                team.start(kind, () -> part.run(allocator.forThread()));
            }
            team.meet();
            return System.nanoTime() - startNanos;
        }
    }
}
