package io.hakmem.maintain;

import io.hakmem.heap.Heaps;
import io.hakmem.pool.Attention;
import io.hakmem.pool.SharedPool;
import io.hakmem.pool.SuperSlabCache;
import java.util.BitSet;
import java.util.function.LongSupplier;

/// What one allocator needs without a call by anyone: memory that has waited long enough goes back.
///
/// A look is for one thread at a time, which holds no heap. It stops nobody.
public final class Upkeep {
    private final Heaps heaps;
    private final SharedPool pool;
    private final Policy policy;
    private final LongSupplier nanoClock;
    private final int superSlabBytes;
    private long lastPageLookNanos;

    /// How long memory waits.
    ///
    /// @param intervalNanos between two looks while something waits
    /// @param purgeDelayNanos how long free pages stay, about
    /// @param purgeBytesPerSecond most bytes of pages of active SuperSlabs that go back; 0: any number
    /// @param idleNanos how long a living thread does nothing here before it loses what it parks; 0: for ever
    /// @param warmBytes of free memory that keep their pages
    public record Policy(
            long intervalNanos, long purgeDelayNanos, long purgeBytesPerSecond, long idleNanos, long warmBytes) {
        public static final Policy DEFAULT = new Policy(250_000_000L, 1_000_000_000L, 0, 3_000_000_000L, 2 << 20);
    }

    public Upkeep(Heaps heaps, SharedPool pool, Policy policy, int superSlabBytes, LongSupplier nanoClock) {
        this.heaps = heaps;
        this.pool = pool;
        this.policy = policy;
        this.superSlabBytes = superSlabBytes;
        this.nanoClock = nanoClock;
        this.lastPageLookNanos = nanoClock.getAsLong();
    }

    /// Looks at what is due; whether something waits, or may wait, for a later look.
    public boolean look() {
        return look(false);
    }

    /// The look before a rest, at everything; whether something waits for a later one.
    boolean lookOnceMore() {
        return look(true);
    }

    private boolean look(boolean dueOrNot) {
        long now = nanoClock.getAsLong();
        boolean waiting = heaps.drainIdle(now, policy.purgeDelayNanos, policy.idleNanos);
        heaps.beginMoveWithoutHeap();
        try {
            waiting |= pool.expireOverdueKept();
            waiting |= coolCached();
            boolean pagesWait = lookAtPages(now, dueOrNot);
            return waiting || pagesWait;
        } finally {
            heaps.endMoveWithoutHeap();
        }
    }

    private boolean coolCached() {
        boolean waiting = pool.slots().coolCached(policy.purgeDelayNanos, warmSuperSlabs());
        pool.slots().evictOverdue();
        return waiting;
    }

    private int warmSuperSlabs() {
        return (int) (policy.warmBytes / superSlabBytes);
    }

    /// Three looks in four delays: what was free at two of them has waited for about one.
    private boolean lookAtPages(long nowNanos, boolean dueOrNot) {
        long sinceNanos = nowNanos - lastPageLookNanos;
        if (!dueOrNot && sinceNanos >= 0 && sinceNanos < policy.purgeDelayNanos / 4 * 3) {
            return true;
        }
        lastPageLookNanos = nowNanos;
        BitSet quiet = heaps.quietSince(nowNanos, policy.purgeDelayNanos);
        pool.sweep(heap -> quiet.get((int) heap));
        long most = policy.purgeBytesPerSecond == 0
                ? Long.MAX_VALUE
                : (long) (policy.purgeBytesPerSecond * 1e-9 * Math.max(sinceNanos, policy.intervalNanos));
        return pool.freePages().purgeIdle(warmFreeBytes(), most);
    }

    /// The warm reserve is cached SuperSlabs first.
    private long warmFreeBytes() {
        SuperSlabCache cache = pool.slots().cache();
        long warm = policy.warmBytes;
        for (int index = cache.nextWithPages(0); index >= 0 && warm > 0; index = cache.nextWithPages(index + 1)) {
            warm -= superSlabBytes;
        }
        return Math.max(warm, 0);
    }

    Attention attention() {
        return pool.attention();
    }

    long intervalNanos() {
        return policy.intervalNanos;
    }
}
