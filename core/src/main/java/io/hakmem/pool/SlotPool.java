package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.os.PageSource;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.SuperSlab;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Free slots and whole SuperSlabs: growth, the cache of empty SuperSlabs, and the way back to the system.
///
/// The slot word of a SuperSlab is the truth; `empty` (free slots that have pages) and `withFree` (SuperSlabs that have
/// a free slot) are hints. Only growth and purges wait for a lock: nobody is in a heap then.
public final class SlotPool {
    private final AddressSpace space;
    private final Purges purges;
    private final SuperSlabCache cache;
    private final Commitment commitment;
    private final DirtyPages dirty;
    private final IdleSuperSlabs idle;
    private final AtomicBitmap empty;
    private final AtomicBitmap withFree;
    private final SlotRuns runs;
    private final Journal journal;
    private final CountedLock growth;
    private final AtomicLong acquired = new AtomicLong();
    private final AtomicLong released = new AtomicLong();
    private final AtomicLong peakActive = new AtomicLong();
    private final AtomicLong highestUsed = new AtomicLong(-1);

    /// Whether no SuperSlab comes any more. Changed under the growth lock.
    private volatile boolean closed;

    SlotPool(
            AddressSpace space,
            PageSource source,
            PoolSettings settings,
            Commitment commitment,
            LongSupplier nanoClock) {
        this.space = space;
        this.journal = settings.journal();
        this.growth = new CountedLock(settings.growthWaits());
        this.purges = new Purges(source, settings);
        this.cache = new SuperSlabCache(space, settings, nanoClock);
        this.commitment = commitment;
        this.dirty = new DirtyPages(space, source, commitment);
        this.idle = new IdleSuperSlabs(space, cache);
        this.empty = new AtomicBitmap(space.slotCount());
        this.withFree = new AtomicBitmap(space.superSlabCount());
        this.runs = new SlotRuns(space);
    }

    /// Clears the hint of a SuperSlab that has no free slot; re-reads, since one may have come back meanwhile.
    void clearUnlessFree(SuperSlab superSlab) {
        withFree.clear(superSlab.index());
        if (superSlab.freeSlots() != 0) {
            withFree.set(superSlab.index());
        }
    }

    /// Lists a SuperSlab of which slots were given free.
    private void list(SuperSlab superSlab) {
        withFree.set(superSlab.index());
        runs.list(superSlab);
    }

    /// Takes `count` adjacent free slots of one active SuperSlab and returns the index of the first; −1 when there are
    /// none.
    public int takeRun(int count) {
        for (int index = withFree.nextSet(0); index >= 0; index = withFree.nextSet(index + 1)) {
            SuperSlab superSlab = space.superSlab(index);
            int first = superSlab.takeRun(count);
            if (first >= 0) {
                return superSlab.firstSlotIndex() + first;
            }
            if (superSlab.freeSlots() == 0) {
                clearUnlessFree(superSlab);
            }
        }
        return -1;
    }

    /// Takes `count` adjacent slots from `slotIndex` on, in active SuperSlabs or in others, if all of them are free.
    /// May wait for the growth lock.
    public boolean takeSlots(int slotIndex, int count) {
        int end = slotIndex + count;
        for (int at = slotIndex; at < end; ) {
            SuperSlab superSlab = space.knownSuperSlab(at / space.slotsPerSuperSlab());
            int slot = space.slotInSuperSlab(at);
            int part = Math.min(end - at, space.slotsPerSuperSlab() - slot);
            boolean taken = (superSlab != null && superSlab.freeToOwned(slot, part))
                    || (slot == 0 && takeSuperSlab(at / space.slotsPerSuperSlab(), part));
            if (!taken) {
                giveSlots(slotIndex, at - slotIndex);
                return false;
            }
            at += part;
        }
        return true;
    }

    private boolean takeSuperSlab(int index, int usedSlots) {
        if (index >= space.superSlabCount() || !idle.isIdle(index)) {
            return false;
        }
        growth.lock();
        try {
            if (closed || !prepareAndOwn(index, 1)) {
                return false;
            }
            acquired(index, 1);
            ownedToPartlyFree(space.superSlab(index), usedSlots);
            return true;
        } catch (OutOfMemoryError e) {
            return false; // without Java heap there is no room either
        } finally {
            growth.unlock();
        }
    }

    /// Gives owned adjacent slots back, in one SuperSlab or in many.
    public void giveSlots(int slotIndex, int count) {
        int end = slotIndex + count;
        for (int at = slotIndex; at < end; ) {
            int slot = space.slotInSuperSlab(at);
            int whole = slot == 0 ? (end - at) / space.slotsPerSuperSlab() : 0;
            int part = whole > 0
                    ? whole * space.slotsPerSuperSlab()
                    : Math.min(end - at, space.slotsPerSuperSlab() - slot);
            if (whole > 0) {
                ownedToCached(at / space.slotsPerSuperSlab(), whole);
            } else {
                ownedToFree(at, part);
            }
            at += part;
        }
    }

    /// Whole SuperSlabs of a block: as many as the cache may hold go there, the others to the reservation.
    private void ownedToCached(int first, int count) {
        int warm = Math.min(count, cache.capacity());
        released.getAndAdd(warm);
        for (int index = first; index < first + warm; index++) {
            SuperSlab superSlab = space.superSlab(index);
            if (superSlab.dirtyPageCount() > 0) {
                superSlab.ownedUnbackedToBacked();
            }
            cache.ownedToCached(superSlab);
        }
        if (warm < count) {
            ownedToUnused(first + warm, count - warm);
        }
    }

    /// Gives owned slots of one SuperSlab back; when all its slots are free then, the SuperSlab goes to the cache.
    public void ownedToFree(int slotIndex, int count) {
        SuperSlab superSlab = space.superSlabOfSlot(slotIndex);
        boolean allFree = superSlab.ownedToFreeBacked(space.slotInSuperSlab(slotIndex), count);
        for (int index = slotIndex; index < slotIndex + count; index++) {
            empty.set(index);
        }
        list(superSlab);
        if (allFree) {
            activeToCached(superSlab);
        }
    }

    /// Gives an owned slot back as it was: backed only if it has pages.
    void ownedToFreeAgain(SuperSlab superSlab, int slot) {
        if (superSlab.dirtyPages(slot) != 0) {
            ownedToFree(superSlab.firstSlotIndex() + slot, 1);
        } else {
            ownedToFreeUnbacked(superSlab, slot);
        }
    }

    private void ownedToFreeUnbacked(SuperSlab superSlab, int slot) {
        boolean allFree = superSlab.ownedToFreeUnbacked(slot, 1);
        list(superSlab);
        if (allFree) {
            activeToCached(superSlab);
        }
    }

    private void activeToCached(SuperSlab superSlab) {
        if (superSlab.allFreeToOwned()) {
            withFree.clear(superSlab.index());
            for (int slot = 0; slot < superSlab.slotCount(); slot++) {
                empty.clear(superSlab.firstSlotIndex() + slot);
            }
            released.getAndIncrement();
            cache.ownedToCached(superSlab);
        }
    }

    /// Makes one more SuperSlab active, unless others did so while this call waited; false when the reservation is used
    /// up. The caller holds no heap: this waits for a lock.
    ///
    /// @param forRun number of adjacent slots wanted
    public boolean grow(int forRun, Counters counters) {
        return grow(forRun, SizeClasses.SLAB_BYTES, counters);
    }

    /// As the other, for a run at a multiple of `alignment`, at most the length of a SuperSlab.
    public boolean grow(int forRun, long alignment, Counters counters) {
        long purgesBefore = purges.ended();
        while (!growOnce(forRun, alignment, counters)) {
            if (!purges.waitForOthers(purgesBefore)) {
                return false;
            }
            purgesBefore = purges.ended();
        }
        return true;
    }

    private boolean growOnce(int forRun, long alignment, Counters counters) {
        growth.lock();
        try {
            if (runs.holds(forRun, alignment)) {
                return true;
            }
            if (closed) {
                return false;
            }
            SuperSlab superSlab = cache.youngestToOwned();
            if (!counters.tried(Stage.CACHED_SUPER_SLAB, superSlab != null)) {
                superSlab = lowestUnusedToOwned();
                if (!counters.tried(Stage.NEW_SUPER_SLAB, superSlab != null)) {
                    return false;
                }
            }
            ownedToActive(superSlab);
            return true;
        } finally {
            growth.unlock();
        }
    }

    /// The lowest that no allocator on this reservation takes first.
    private @Nullable SuperSlab lowestUnusedToOwned() {
        for (int index = space.nextUnused(0); index >= 0; index = space.nextUnused(index + 1)) {
            prepare(index);
            if (space.unusedToOwned(space.superSlab(index))) {
                return space.superSlab(index);
            }
        }
        return null;
    }

    private void ownedToActive(@Nullable SuperSlab superSlab) {
        if (superSlab == null) {
            throw new AssertionError("growth without a SuperSlab");
        }
        acquired(superSlab.index(), 1);
        ownedToPartlyFree(superSlab, 0);
    }

    /// Gives all slots of an owned SuperSlab but the first `usedSlots` to whoever takes them.
    private void ownedToPartlyFree(SuperSlab superSlab, int usedSlots) {
        if (usedSlots == superSlab.slotCount()) {
            return;
        }
        long backed = superSlab.backedSlots() & -1L << usedSlots;
        superSlab.ownedToFree(usedSlots);
        for (long some = backed; some != 0; some &= some - 1) {
            empty.set(superSlab.firstSlotIndex() + Long.numberOfTrailingZeros(some));
        }
        list(superSlab);
    }

    private void acquired(int first, int count) {
        long active = acquired.addAndGet(count) - released.get();
        peakActive.accumulateAndGet(active, Commitment.MAX);
        highestUsed.accumulateAndGet(first + count - 1, Commitment.MAX);
        journal.grew(first, count);
    }

    /// Takes adjacent SuperSlabs, each of them unused or cached, for a block of `slotCount` slots, and gives the slots
    /// behind them free; returns the index of the first slot, −1 when there is no room. Where most pages are warm, else
    /// lowest. The caller holds no heap: this waits for a lock.
    ///
    /// @param alignment of the first address
    public int takeSuperSlabs(int slotCount, long alignment) {
        long purgesBefore = purges.ended();
        int first = takeSuperSlabsOnce(slotCount, alignment);
        while (first < 0 && purges.waitForOthers(purgesBefore)) {
            purgesBefore = purges.ended();
            first = takeSuperSlabsOnce(slotCount, alignment);
        }
        return first;
    }

    private int takeSuperSlabsOnce(int slotCount, long alignment) {
        int count = (slotCount + space.slotsPerSuperSlab() - 1) / space.slotsPerSuperSlab();
        growth.lock();
        try {
            int first = closed ? -1 : findAndOwn(count, alignment);
            if (first < 0 && !closed) {
                cacheUntouched();
                first = findAndOwn(count, alignment);
            }
            if (first < 0) {
                return -1;
            }
            acquired(first, count);
            int inLast = slotCount - (count - 1) * space.slotsPerSuperSlab();
            ownedToPartlyFree(space.superSlab(first + count - 1), inLast);
            return first * space.slotsPerSuperSlab();
        } finally {
            growth.unlock();
        }
    }

    private int findAndOwn(int count, long alignment) {
        int first = idle.find(count, alignment, (int) highestUsed.get());
        while (first >= 0 && !prepareAndOwn(first, count)) {
            first = idle.find(count, alignment, (int) highestUsed.get());
        }
        return first;
    }

    /// Makes the tables for a SuperSlab, so that whatever becomes of it allocates nothing.
    private void prepare(int index) {
        space.superSlab(index);
        empty.prepare(index * space.slotsPerSuperSlab());
        withFree.prepare(index);
        runs.prepare(index);
        cache.prepare(index);
    }

    /// Owns adjacent SuperSlabs if all are idle, after their tables are made.
    private boolean prepareAndOwn(int first, int count) {
        boolean[] fromCache = new boolean[count];
        int hits = 0;
        for (int index = first; index < first + count; index++) {
            prepare(index);
        }
        for (int at = 0; at < count; at++) {
            SuperSlab superSlab = space.superSlab(first + at);
            fromCache[at] = cache.cachedToOwned(superSlab);
            if (!fromCache[at] && !space.unusedToOwned(superSlab)) {
                giveBackIdle(first, at, fromCache);
                return false;
            }
            hits += fromCache[at] ? 1 : 0;
        }
        cache.looked(hits, count - hits);
        return true;
    }

    private void giveBackIdle(int first, int count, boolean[] fromCache) {
        for (int at = 0; at < count; at++) {
            if (fromCache[at]) {
                cache.ownedToCachedAgain(space.superSlab(first + at));
            } else {
                space.ownedToUnused(first + at, 1);
            }
        }
    }

    /// Gives the pages of cached SuperSlabs back that have waited for `ageNanos` for another run, but for those of the
    /// first `warm`; they stay cached. Whether others wait. Calls the system: the caller holds no heap.
    public boolean coolCached(long ageNanos, int warm) {
        if (!purges.tryBegin()) {
            return true;
        }
        try {
            int from = behindWarm(warm);
            for (int first = cache.nextCold(from, ageNanos); first >= 0; first = cache.nextCold(first + 1, ageNanos)) {
                int end = first;
                while (cache.nextCold(end, ageNanos) == end && cache.cachedToOwned(space.superSlab(end))) {
                    end++;
                }
                if (end > first && !coolOwned(first, end - first)) {
                    return true;
                }
            }
            return cache.nextWithPages(from) >= 0;
        } finally {
            purges.end();
        }
    }

    /// Index behind the first `warm` cached SuperSlabs that have pages.
    private int behindWarm(int warm) {
        int from = 0;
        int next = 0;
        for (int passed = 0; passed < warm && next >= 0; passed++) {
            next = cache.nextWithPages(from);
            from = Math.max(from, next + 1);
        }
        return from;
    }

    private boolean coolOwned(int first, int count) {
        boolean purged = purges.purge(
                space.superSlab(first).base(),
                (long) count * space.reservation().superSlabBytes());
        for (int index = first; index < first + count; index++) {
            if (purged) {
                bare(space.superSlab(index));
            }
            cache.ownedToCachedAgain(space.superSlab(index));
        }
        return purged;
    }

    /// Gives the SuperSlabs of a block back to the reservation; to the cache when the system refuses their pages.
    void ownedToUnused(int first, int count) {
        released.getAndAdd(count);
        long bytes = (long) count * space.reservation().superSlabBytes();
        if (purges.purge(space.superSlab(first).base(), bytes)) {
            for (int index = first; index < first + count; index++) {
                bare(space.superSlab(index));
            }
            space.ownedToUnused(first, count);
        } else {
            for (int index = first; index < first + count; index++) {
                space.superSlab(index).ownedUnbackedToBacked();
                cache.ownedToCached(space.superSlab(index));
            }
        }
    }

    /// Whether more SuperSlabs are cached than may be.
    public boolean isEvictionDue() {
        return cache.isOverfull();
    }

    /// Releases cached SuperSlabs that are overdue. Calls the system: the caller holds no heap.
    public void evictOverdue() {
        if (!purges.tryBegin()) {
            return;
        }
        try {
            SuperSlab superSlab = cache.overdueToOwned();
            while (superSlab != null && cachedToUnused(superSlab)) {
                superSlab = cache.overdueToOwned();
            }
        } finally {
            purges.end();
        }
    }

    /// Releases all cached SuperSlabs.
    public void evictAll() {
        purges.begin();
        try {
            SuperSlab superSlab = cache.oldestToOwned();
            while (superSlab != null && cachedToUnused(superSlab)) {
                superSlab = cache.oldestToOwned();
            }
        } finally {
            purges.end();
        }
    }

    /// Takes no SuperSlab any more from here on, or again.
    public void setClosed(boolean closedOrNot) {
        growth.lock();
        try {
            closed = closedOrNot;
        } finally {
            growth.unlock();
        }
    }

    public boolean isClosed() {
        return closed;
    }

    /// Whether it has no SuperSlab.
    public boolean isBare() {
        return acquired.get() == released.get() && cache.size() == 0;
    }

    private boolean cachedToUnused(SuperSlab superSlab) {
        boolean bare = superSlab.backedSlots() == 0;
        if (!bare && !purges.purge(superSlab.base(), space.reservation().superSlabBytes())) {
            cache.ownedToCached(superSlab);
            return false;
        }
        bare(superSlab);
        space.ownedToUnused(superSlab.index(), 1);
        return true;
    }

    private void bare(SuperSlab superSlab) {
        commitment.discharge(superSlab.clearDirty(0, superSlab.slotCount()));
        superSlab.ownedBackedToUnbacked();
    }

    /// Caches SuperSlabs that growth made active and nobody took a slot of: no last slot comes back to tell of them.
    void cacheUntouched() {
        for (int index = withFree.nextSet(0); index >= 0; index = withFree.nextSet(index + 1)) {
            activeToCached(space.superSlab(index));
        }
    }

    /// Gives a slot free that was taken for a purge of some of its pages.
    void ownedToFreeAfterPurge(SuperSlab superSlab, int slot) {
        int index = superSlab.firstSlotIndex() + slot;
        if (superSlab.dirtyPages(slot) != 0) {
            ownedToFree(index, 1);
            return;
        }
        empty.clear(index);
        ownedToFreeUnbacked(superSlab, slot);
    }

    /// Which free slots have pages: a hint.
    AtomicBitmap empty() {
        return empty;
    }

    /// Which SuperSlabs have a free slot: a hint.
    AtomicBitmap withFree() {
        return withFree;
    }

    /// Purges that have ended: to be read before a search for memory that others may hold to purge it.
    public long purgesEnded() {
        return purges.ended();
    }

    /// After a search in vain: waits for the purge under way, if there is one; whether any ended since that number was
    /// read. The caller holds no heap.
    public boolean waitForPurges(long endedBefore) {
        return purges.waitForOthers(endedBefore);
    }

    /// The calls that give pages back.
    Purges purges() {
        return purges;
    }

    /// Which pages hold data.
    public DirtyPages dirty() {
        return dirty;
    }

    /// Where runs of free slots are.
    SlotRuns runs() {
        return runs;
    }

    /// Index of the last slot of the highest SuperSlab that was ever used, −1 when none was.
    public int highestUsedSlot() {
        return ((int) highestUsed.get() + 1) * space.slotsPerSuperSlab() - 1;
    }

    /// Whether a slot stands in the list of empty ones.
    public boolean isEmptyListed(int slotIndex) {
        return empty.isSet(slotIndex);
    }

    public Commitment commitment() {
        return commitment;
    }

    public SuperSlabCache cache() {
        return cache;
    }

    /// SuperSlabs taken from the reservation or the cache.
    public long acquired() {
        return acquired.get();
    }

    /// SuperSlabs returned to the cache or the reservation.
    public long released() {
        return released.get();
    }

    public long peakActive() {
        return peakActive.get();
    }

    /// Purges that the system refused; their pages stay committed and are tried again later.
    public long refusedPurges() {
        return purges.refused();
    }

    /// What the system refused last, and with which error; empty when it never did.
    public String lastRefusal() {
        return purges.lastRefusal();
    }

    boolean isValid() {
        return empty.isValid() && withFree.isValid() && runs.isValid((int) highestUsed.get()) && cache.isValid();
    }

    long metadataBytes() {
        return empty.metadataBytes() + withFree.metadataBytes() + runs.metadataBytes() + cache.metadataBytes();
    }
}
