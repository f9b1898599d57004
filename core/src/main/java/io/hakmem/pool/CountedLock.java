package io.hakmem.pool;

import java.util.concurrent.locks.ReentrantLock;

/// A lock that tells how often and how long callers waited for it.
final class CountedLock extends ReentrantLock {
    private static final long serialVersionUID = 1;

    private final transient LockWaits waits;

    CountedLock(LockWaits waits) {
        this.waits = waits;
    }

    @Override
    public void lock() {
        if (!waits.areCounted()) {
            super.lock();
        } else if (!tryLock()) {
            long began = waits.nowNanos();
            super.lock();
            waits.waitedSince(began);
        }
    }
}
