package io.hakmem;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// A clock in nanoseconds that moves only when it is told to. Any thread may read and move it.
public final class FakeClock implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    public void advanceNanos(long delta) {
        nanos.addAndGet(delta);
    }

    /// Sets the time; it may go backwards.
    public void setNanos(long now) {
        nanos.set(now);
    }
}
