package io.hakmem.pool;

import java.util.concurrent.atomic.AtomicLongArray;

/// What happened on the slow paths of one heap, or of all callers without one. Each word is read by anyone at any time;
/// nothing is decided by them.
public final class Counters {
    private static final int STAGES = Stage.values().length;
    private static final int REMOTE_FREES = 2 * STAGES;
    private static final int REMOTE_BATCHES = REMOTE_FREES + 1;

    private final AtomicLongArray counts = new AtomicLongArray(REMOTE_BATCHES + 1);

    /// A refill tried the stage: counts a hit or a miss and passes the outcome on.
    public boolean tried(Stage stage, boolean hit) {
        counts.getAndIncrement(stage.ordinal() * 2 + (hit ? 0 : 1));
        return hit;
    }

    public void remoteFree() {
        counts.getAndIncrement(REMOTE_FREES);
    }

    public void remoteBatch() {
        counts.getAndIncrement(REMOTE_BATCHES);
    }

    /// Blocks that were given back directly, and by how many atomic operations.
    public void remoteFrees(long frees, long batches) {
        counts.getAndAdd(REMOTE_FREES, frees);
        counts.getAndAdd(REMOTE_BATCHES, batches);
    }

    public long hits(Stage stage) {
        return counts.get(stage.ordinal() * 2);
    }

    public long misses(Stage stage) {
        return counts.get(stage.ordinal() * 2 + 1);
    }

    public long remoteFrees() {
        return counts.get(REMOTE_FREES);
    }

    public long remoteBatches() {
        return counts.get(REMOTE_BATCHES);
    }
}
