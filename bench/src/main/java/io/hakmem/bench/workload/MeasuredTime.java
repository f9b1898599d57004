package io.hakmem.bench.workload;

import java.time.Duration;

/// Told by a workload when its measured time begins and ends; at both moments no thread of it allocates or frees.
public interface MeasuredTime {
    /// Ignores both moments, as a warm-up does.
    MeasuredTime IGNORED = new MeasuredTime() {
        @Override
        public void begins() {}

        @Override
        public void ended() {}
    };

    /// The blocks that the workload starts from are allocated; its threads are not started yet.
    void begins();

    /// All threads have finished; the blocks that they left are not freed yet.
    void ended();

    /// Waits for two seconds in which the workload's threads do nothing: what an allocator gives back by itself is gone
    /// then. The blocks are live.
    ///
    /// @throws InterruptedException if the calling thread is interrupted
    default void quiet() throws InterruptedException {}

    /// Looks at memory now, and again every tenth of a second until the time is over, in which the workload's threads
    /// do nothing.
    ///
    /// @param moment what has just happened; all looks of a moment bear its name
    /// @param time how long to look; once if zero
    /// @param holding what the workload holds meanwhile
    /// @throws InterruptedException if the calling thread is interrupted
    default void watch(String moment, Duration time, Holding holding) throws InterruptedException {}
}
