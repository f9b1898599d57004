package io.hakmem.bench.workload;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The batches that wait, the last one on top, and the empty ones: a thread gives one of a kind for one of the other,
/// so the lock is taken as often as in the original.
final class XmallocBatches {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private final Condition put = lock.newCondition();
    private final Condition over = lock.newCondition();

    private @Nullable XmallocBatch full;
    private int fullCount;
    private @Nullable XmallocBatch empty;

    /// Owner: who holds the lock. Readers: all threads, between two batches.
    private volatile boolean finished;

    XmallocBatches(int count) {
        for (int batch = 0; batch < count; batch++) {
            empty = onTop(new XmallocBatch(), empty);
        }
    }

    boolean isFinished() {
        return finished;
    }

    /// Ends all waiting.
    void finish() {
        lock.lock();
        try {
            finished = true;
            taken.signalAll();
            put.signalAll();
            over.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the time is over or somebody has finished it.
    void awaitFinish(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !finished) {
                left = over.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Returns an empty batch to begin with.
    XmallocBatch takeEmpty() {
        lock.lock();
        try {
            return popEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Adds a full batch to those that wait, when there is room or all is finished, and returns an empty one.
    XmallocBatch put(XmallocBatch batch) throws InterruptedException {
        lock.lock();
        try {
            while (fullCount >= XmallocTest.MOST_WAITING && !finished) {
                taken.await();
            }
            full = onTop(batch, full);
            fullCount++;
            put.signal();
            return popEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Returns a full batch for an empty one, when there is one; `null` when there is none and all is finished, or
    /// when none was asked for in time.
    @Nullable
    XmallocBatch take(@Nullable XmallocBatch emptied) throws InterruptedException {
        lock.lock();
        try {
            if (emptied != null) {
                empty = onTop(emptied, empty);
            }
            while (full == null && !finished) {
                put.await();
            }
            XmallocBatch top = full;
            if (top != null) {
                full = top.next;
                fullCount--;
                taken.signal();
            }
            return top;
        } finally {
            lock.unlock();
        }
    }

    private static XmallocBatch onTop(XmallocBatch batch, @Nullable XmallocBatch below) {
        batch.next = below;
        return batch;
    }

    private XmallocBatch popEmpty() {
        XmallocBatch top = empty;
        if (top == null) {
            throw new AssertionError("there are enough batches for all hands and places");
        }
        empty = top.next;
        return top;
    }
}
