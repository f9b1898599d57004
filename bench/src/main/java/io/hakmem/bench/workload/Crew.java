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
