package io.hakmem.pool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How often and how long callers waited for a lock, if anybody wants to know.
public final class LockWaits {
    private final boolean counted;
    private final LongSupplier nanoClock;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();

    public LockWaits(boolean counted, LongSupplier nanoClock) {
        this.counted = counted;
        this.nanoClock = nanoClock;
    }

    /// Waits of nobody's interest.
    public static LockWaits uncounted() {
        return new LockWaits(false, () -> 0);
    }

    boolean areCounted() {
        return counted;
    }

    long nowNanos() {
        return nanoClock.getAsLong();
    }

    void waitedSince(long beganNanos) {
        count.getAndIncrement();
        nanos.getAndAdd(Math.max(0, nanoClock.getAsLong() - beganNanos));
    }

    /// Waits that ended.
    public long count() {
        return count.get();
    }

    /// Their sum.
    public long nanos() {
        return nanos.get();
    }
}
