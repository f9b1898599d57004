package io.hakmem.pool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Committed bytes, and the budget that bounds them: of one allocator, and by its parent of all of a process.
///
/// Whoever flips a dirty bit moves the charge: *charge, then set the bits, then refund those that others had set;
/// clear the bits, then discharge.* So dirty pages ≤ committed ≤ limit at every moment, and at rest committed equals
/// the dirty pages.
public final class Commitment {
    /// Linked beforehand: where it is used, linking could fail.
    static final LongBinaryOperator MAX = Math::max;

    private final @Nullable Commitment parent;
    private final MemoryLimits limits;
    private final int pageBytes;

    /// Owner: nobody; a charge by CAS, so that it is never above the limit.
    private final AtomicLong committedBytes = new AtomicLong();

    private final AtomicLong peakBytes = new AtomicLong();

    /// The least committed since [#forgetLow]. Racy on purpose: it only tells whether memory came back.
    private volatile long lowBytes;

    private volatile Runnable whenSoftReached = () -> {};

    /// @param parent is charged, too; `null` for none
    public Commitment(int pageBytes, MemoryLimits limits, @Nullable Commitment parent) {
        this.pageBytes = pageBytes;
        this.limits = limits;
        this.parent = parent;
    }

    /// Charges that many pages if the limits allow it, else nothing; whether they did.
    boolean tryCharge(long pages) {
        return pages == 0 || tryChargeBytes(pages * pageBytes);
    }

    private boolean tryChargeBytes(long bytes) {
        if (parent != null && !parent.tryChargeBytes(bytes)) {
            return false;
        }
        for (; ; ) {
            long before = committedBytes.get();
            if (bytes > limits.hardBytes() - before) {
                if (parent != null) {
                    parent.dischargeBytes(bytes);
                }
                return false;
            }
            if (committedBytes.compareAndSet(before, before + bytes)) {
                charged(before, before + bytes);
                return true;
            }
        }
    }

    private void charged(long before, long now) {
        if (now > peakBytes.get()) {
            peakBytes.accumulateAndGet(now, MAX);
        }
        if (before < limits.softBytes() && now >= limits.softBytes()) {
            whenSoftReached.run();
        }
    }

    void discharge(long pages) {
        if (pages != 0) {
            dischargeBytes(pages * pageBytes);
        }
    }

    private void dischargeBytes(long bytes) {
        long now = committedBytes.addAndGet(-bytes);
        if (now < lowBytes) {
            lowBytes = now;
        }
        if (parent != null) {
            parent.dischargeBytes(bytes);
        }
    }

    /// Has `action` run by whoever charges the byte that reaches the soft limit, with pages in hand: it must neither
    /// wait nor throw.
    public void whenSoftReached(Runnable action) {
        whenSoftReached = action;
    }

    /// Whether so many bytes could be charged if nothing else were.
    public boolean mayHold(long bytes) {
        return bytes <= limits.hardBytes() && (parent == null || parent.mayHold(bytes));
    }

    /// Whether the limit of a parent has no room for the pages of a block of `bytes` bytes just now.
    public boolean lacksInParents(long bytes) {
        return parent != null && (parent.lacks(bytes) || parent.lacksInParents(bytes));
    }

    /// The least limit of all parents.
    public long parentsHardBytes() {
        return parent == null ? Long.MAX_VALUE : Math.min(parent.limits.hardBytes(), parent.parentsHardBytes());
    }

    /// Whether the limit of this one, its parent aside, has no room for the pages of a block of `bytes` bytes just now,
    /// wherever it begins.
    public boolean lacks(long bytes) {
        long room = limits.hardBytes() - committedBytes.get();
        return limits.hardBytes() != Long.MAX_VALUE && bytes > (room / pageBytes - 1) * pageBytes;
    }

    public long committedBytes() {
        return committedBytes.get();
    }

    public long peakBytes() {
        return peakBytes.get();
    }

    /// The least committed since [#forgetLow]: about.
    public long lowBytes() {
        return lowBytes;
    }

    public void forgetLow() {
        lowBytes = committedBytes.get();
    }

    public MemoryLimits limits() {
        return limits;
    }
}
