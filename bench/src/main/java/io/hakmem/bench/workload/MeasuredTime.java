package io.hakmem.bench.workload;

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
}
