package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.SuperSlab;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The LRU cache of empty SuperSlabs: one bit each, and in the SuperSlab the time it came. Clearing the bit owns it.
/// Reuse takes the youngest, whose pages are warm; eviction takes the oldest.
public final class SuperSlabCache {
    private final AddressSpace space;
    private final CacheLimits limits;
    private final Journal journal;
    private final LongSupplier nanoClock;
    private final AtomicBitmap cached;
    private volatile boolean overfull;
    private final AtomicLong pushes = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private final AtomicLong evictions = new AtomicLong();

    SuperSlabCache(AddressSpace space, PoolSettings settings, LongSupplier nanoClock) {
        this.space = space;
        this.limits = settings.cache();
        this.journal = settings.journal();
        this.nanoClock = nanoClock;
        this.cached = new AtomicBitmap(space.superSlabCount());
    }

    /// Makes the table for a SuperSlab, so that nothing has to be allocated when it comes.
    void prepare(int index) {
        cached.prepare(index);
    }

    /// Takes an owned SuperSlab in.
    void ownedToCached(SuperSlab superSlab) {
        superSlab.cachedAtNanos(nanoClock.getAsLong());
        pushes.getAndIncrement();
        cached.set(superSlab.index());
        journal.cached(superSlab.index());
        if (holdsTooMany()) {
            overfull = true;
        }
    }

    /// Takes an owned SuperSlab back in whose stay goes on.
    void ownedToCachedAgain(SuperSlab superSlab) {
        cached.set(superSlab.index());
    }

    /// Takes a certain SuperSlab out if it is in the cache.
    boolean cachedToOwned(SuperSlab superSlab) {
        return cached.clear(superSlab.index());
    }

    /// Index of the next SuperSlab in the cache from `index` on, −1 when there is none.
    int nextCached(int index) {
        return cached.nextSet(index);
    }

    /// Counts SuperSlabs that were wanted for a run, found here or not.
    void looked(int found, int missed) {
        hits.getAndAdd(found);
        misses.getAndAdd(missed);
    }

    /// Index of the next SuperSlab from `index` on that has pages, −1 when there is none.
    public int nextWithPages(int index) {
        return nextCold(index, Long.MIN_VALUE);
    }

    /// Index of the next SuperSlab from `index` on whose pages have waited for `ageNanos`, −1 when there is none.
    int nextCold(int index, long ageNanos) {
        long now = nanoClock.getAsLong();
        int next = cached.nextSet(index);
        while (next >= 0 && !isCold(space.superSlab(next), now, ageNanos)) {
            next = cached.nextSet(next + 1);
        }
        return next;
    }

    private static boolean isCold(SuperSlab superSlab, long now, long ageNanos) {
        return superSlab.backedSlots() != 0 && now - superSlab.cachedAtNanos() >= ageNanos;
    }

    /// The youngest, owned by the caller; `null` when the cache is empty.
    @Nullable
    SuperSlab youngestToOwned() {
        for (; ; ) {
            SuperSlab youngest = extreme(true);
            if (youngest == null) {
                misses.getAndIncrement();
                return null;
            }
            if (cached.clear(youngest.index())) {
                hits.getAndIncrement();
                journal.reused(youngest.index());
                return youngest;
            }
        }
    }

    /// The oldest if it is too old or the cache holds too many, owned by the caller; else `null`.
    @Nullable
    SuperSlab overdueToOwned() {
        return oldestToOwned(false);
    }

    /// The oldest, owned by the caller, whether it is due or not; `null` when the cache is empty.
    @Nullable
    SuperSlab oldestToOwned() {
        return oldestToOwned(true);
    }

    private @Nullable SuperSlab oldestToOwned(boolean dueOrNot) {
        for (; ; ) {
            SuperSlab oldest = extreme(false);
            overfull = false;
            if (oldest == null || !(dueOrNot || holdsTooMany() || isTooOld(oldest))) {
                return null;
            }
            if (cached.clear(oldest.index())) {
                evictions.getAndIncrement();
                journal.evicted(oldest.index());
                return oldest;
            }
        }
    }

    private boolean holdsTooMany() {
        return cached.cardinality() > capacity();
    }

    /// Number of SuperSlabs that may stay.
    int capacity() {
        return (int)
                Math.min(limits.count(), limits.bytes() / space.reservation().superSlabBytes());
    }

    private boolean isTooOld(SuperSlab superSlab) {
        return nanoClock.getAsLong() - superSlab.cachedAtNanos() >= limits.ttlNanos();
    }

    /// A clock that went backwards makes no age: stays that began later than now begin now.
    private @Nullable SuperSlab extreme(boolean youngest) {
        long now = nanoClock.getAsLong();
        SuperSlab found = null;
        for (int index = cached.nextSet(0); index >= 0; index = cached.nextSet(index + 1)) {
            SuperSlab next = space.superSlab(index);
            if (next.cachedAtNanos() - now > 0) {
                next.cachedAtNanos(now);
            }
            if (found == null || (next.cachedAtNanos() - found.cachedAtNanos() > 0) == youngest) {
                found = next;
            }
        }
        return found;
    }

    /// Whether somebody should evict: set by a push that made the cache too large, cleared by the look that follows.
    boolean isOverfull() {
        return overfull;
    }

    /// Number of SuperSlabs in the cache: exact at rest.
    public int size() {
        return cached.cardinality();
    }

    /// Whether the SuperSlab at `index` is in the cache.
    public boolean holds(int index) {
        return cached.isSet(index);
    }

    public long pushes() {
        return pushes.get();
    }

    public long hits() {
        return hits.get();
    }

    public long misses() {
        return misses.get();
    }

    public long evictions() {
        return evictions.get();
    }

    /// Whether the bitmap's summaries are right.
    public boolean isValid() {
        return cached.isValid();
    }

    long metadataBytes() {
        return cached.metadataBytes();
    }
}
