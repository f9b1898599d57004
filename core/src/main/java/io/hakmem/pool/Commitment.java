package io.hakmem.pool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;

/// Committed bytes: dirty pages, moved by whoever flips a dirty bit. At rest it equals the set dirty bits.
public final class Commitment {
    /// Linked beforehand: where it is used, linking could fail.
    static final LongBinaryOperator MAX = Math::max;

    private final int pageBytes;
    private final AtomicLong committedBytes = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();

    Commitment(int pageBytes) {
        this.pageBytes = pageBytes;
    }

    void charge(long pages) {
        if (pages != 0) {
            long now = committedBytes.addAndGet(pages * pageBytes);
            if (now > peakBytes.get()) {
                peakBytes.accumulateAndGet(now, MAX);
            }
        }
    }

    void discharge(long pages) {
        committedBytes.addAndGet(-pages * pageBytes);
    }

    public long committedBytes() {
        return committedBytes.get();
    }

    public long peakBytes() {
        return peakBytes.get();
    }
}
