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
}
