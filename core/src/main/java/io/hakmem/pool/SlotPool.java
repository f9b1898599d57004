package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.os.PageSource;
import io.hakmem.os.PageSourceException;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SuperSlab;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Free slots and whole SuperSlabs: births, growth, the cache of empty SuperSlabs, and the way back to the system.
///
/// The slot word of a SuperSlab is the truth; `empty` (free slots that have pages) and `withFree` (SuperSlabs that have
/// a free slot) are hints. Growth is the only thing that waits for a lock: callers hold nothing then.
public final class SlotPool {
    private final AddressSpace space;
    private final PageSource source;
    private final SuperSlabCache cache;
    private final Commitment commitment;
    private final AtomicBitmap empty;
    private final AtomicBitmap withFree;
    private final ReentrantLock growth = new ReentrantLock();
    private final AtomicLong acquired = new AtomicLong();
    private final AtomicLong released = new AtomicLong();
    private final AtomicLong peakActive = new AtomicLong();
    private final AtomicLong highestUsed = new AtomicLong(-1);
    private final AtomicLong born = new AtomicLong();
    private final AtomicLong reusedAcrossClasses = new AtomicLong();
    private final AtomicLong refusedPurges = new AtomicLong();

    SlotPool(AddressSpace space, PageSource source, CacheLimits limits, LongSupplier nanoClock) {
        this.space = space;
        this.source = source;
        this.cache = new SuperSlabCache(space, limits, nanoClock);
        this.commitment = new Commitment(source.pageBytes());
        this.empty = new AtomicBitmap(space.slotCount());
        this.withFree = new AtomicBitmap(space.superSlabCount());
    }

    /// Bears a slab in a free slot that has pages, and claims its first word.
    boolean bearInEmpty(int sizeClass, long heap, Claim claim) {
        for (int index = empty.nextSet(0); index >= 0; index = empty.nextSet(0)) {
            Slab newborn = new Slab(index, space.slotBase(index), sizeClass, heap);
            if (empty.clear(index) && bear(newborn, heap, claim)) {
                return true;
            }
        }
        return false;
    }

    /// Bears a slab in any free slot of an active SuperSlab, and claims its first word.
    boolean bearInFreeSlot(int sizeClass, long heap, Claim claim) {
        for (int index = withFree.nextSet(0); index >= 0; index = withFree.nextSet(index)) {
            SuperSlab superSlab = space.superSlab(index);
            long free = superSlab.freeSlots();
            if (free == 0) {
                clearUnlessFree(superSlab);
                continue;
            }
            int slot = superSlab.firstSlotIndex() + Long.numberOfTrailingZeros(free);
            if (bear(new Slab(slot, space.slotBase(slot), sizeClass, heap), heap, claim)) {
                empty.clear(slot);
                return true;
            }
        }
        return false;
    }

    /// Clears the hint of a SuperSlab that has no free slot; re-reads, since one may have come back meanwhile.
    private void clearUnlessFree(SuperSlab superSlab) {
        withFree.clear(superSlab.index());
        if (superSlab.freeSlots() != 0) {
            withFree.set(superSlab.index());
        }
    }

    private boolean bear(Slab newborn, long heap, Claim claim) {
        SuperSlab superSlab = space.superSlabOfSlot(newborn.slotIndex());
        int slot = space.slotInSuperSlab(newborn.slotIndex());
        if (!superSlab.freeToOwned(slot)) {
            return false;
        }
        born.getAndIncrement();
        if (superSlab.bornAs(slot, newborn.sizeClass())) {
            reusedAcrossClasses.getAndIncrement();
        }
        long bits = newborn.fullWord(0);
        commit(newborn, 0, bits);
        claim.set(newborn, 0, bits, heap != Slab.NOBODY);
        space.ownedToCarrying(newborn);
        return true;
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

    /// Gives owned slots of one SuperSlab back; when all its slots are free then, the SuperSlab goes to the cache.
    public void ownedToFree(int slotIndex, int count) {
        SuperSlab superSlab = space.superSlabOfSlot(slotIndex);
        boolean allFree = superSlab.ownedToFreeBacked(space.slotInSuperSlab(slotIndex), count);
        for (int index = slotIndex; index < slotIndex + count; index++) {
            empty.set(index);
        }
        withFree.set(superSlab.index());
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
        growth.lock();
        try {
            if (hasFreeRun(forRun)) {
                return true;
            }
            SuperSlab superSlab = cache.youngestToOwned();
            if (!counters.tried(Stage.CACHED_SUPER_SLAB, superSlab != null)) {
                int index = space.unusedToOwned(1);
                if (!counters.tried(Stage.NEW_SUPER_SLAB, index >= 0)) {
                    return false;
                }
                superSlab = space.superSlab(index);
            }
            ownedToActive(superSlab);
            return true;
        } finally {
            growth.unlock();
        }
    }

    private boolean hasFreeRun(int count) {
        long run = -1L >>> (64 - count);
        for (int index = withFree.nextSet(0); index >= 0; index = withFree.nextSet(index + 1)) {
            long free = space.superSlab(index).freeSlots();
            for (int slot = 0; slot + count <= space.slotsPerSuperSlab(); slot++) {
                if ((free >>> slot & run) == run) {
                    return true;
                }
            }
        }
        return false;
    }

    private void ownedToActive(@Nullable SuperSlab superSlab) {
        if (superSlab == null) {
            throw new AssertionError("growth without a SuperSlab");
        }
        acquired(superSlab.index(), 1);
        long backed = superSlab.backedSlots();
        superSlab.ownedToAllFree();
        for (long some = backed; some != 0; some &= some - 1) {
            empty.set(superSlab.firstSlotIndex() + Long.numberOfTrailingZeros(some));
        }
        withFree.set(superSlab.index());
    }

    private void acquired(int first, int count) {
        long active = acquired.addAndGet(count) - released.get();
        peakActive.accumulateAndGet(active, Math::max);
        highestUsed.accumulateAndGet(first + count - 1, Math::max);
    }

    /// Takes `count` adjacent unused SuperSlabs for one block and returns the index of the first; −1 when there are
    /// none. The caller holds no heap.
    public int unusedToRun(int count) {
        if (count > space.superSlabCount()) {
            return -1;
        }
        growth.lock();
        try {
            int first = space.unusedToOwned(count);
            if (first < 0) {
                evictAll();
                first = space.unusedToOwned(count);
            }
            if (first >= 0) {
                acquired(first, count);
            }
            return first;
        } finally {
            growth.unlock();
        }
    }

    /// Gives the SuperSlabs of a block back to the reservation; to the cache when the system refuses their pages.
    public void runToUnused(int first, int count) {
        released.getAndAdd(count);
        long bytes = (long) count * space.reservation().superSlabBytes();
        if (purge(space.superSlab(first).base(), bytes)) {
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
        SuperSlab superSlab = cache.overdueToOwned();
        while (superSlab != null && cachedToUnused(superSlab)) {
            superSlab = cache.overdueToOwned();
        }
    }

    /// Releases all cached SuperSlabs.
    public void evictAll() {
        SuperSlab superSlab = cache.oldestToOwned();
        while (superSlab != null && cachedToUnused(superSlab)) {
            superSlab = cache.oldestToOwned();
        }
    }

    private boolean cachedToUnused(SuperSlab superSlab) {
        if (!purge(superSlab.base(), space.reservation().superSlabBytes())) {
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

    /// Gives the pages of all free slots back to the system, without waiting for their time.
    public void purgeFreeSlots() {
        for (int index = withFree.nextSet(0); index >= 0; index = withFree.nextSet(index + 1)) {
            SuperSlab superSlab = space.superSlab(index);
            boolean goOn = true;
            for (int slot = 0; slot < superSlab.slotCount() && goOn; slot++) {
                boolean backed = (superSlab.freeSlots() & superSlab.backedSlots() & 1L << slot) != 0;
                goOn = !backed || purgeFreeSlot(superSlab, slot);
            }
        }
    }

    private boolean purgeFreeSlot(SuperSlab superSlab, int slot) {
        if (!superSlab.freeToOwned(slot)) {
            return true;
        }
        int index = superSlab.firstSlotIndex() + slot;
        if (!purge(space.slotBase(index), SizeClasses.SLAB_BYTES)) {
            ownedToFree(index, 1);
            return false;
        }
        commitment.discharge(superSlab.clearDirty(slot, 1));
        empty.clear(index);
        boolean allFree = superSlab.ownedToFreeUnbacked(slot, 1);
        withFree.set(superSlab.index());
        if (allFree) {
            activeToCached(superSlab);
        }
        return true;
    }

    private boolean purge(long address, long bytes) {
        try {
            source.purge(address, bytes);
            return true;
        } catch (PageSourceException e) {
            refusedPurges.getAndIncrement();
            return false;
        }
    }

    /// Marks the pages of blocks that are about to be handed out as dirty and charges them.
    void commit(Slab slab, int word, long bits) {
        SuperSlab superSlab = space.superSlabOfSlot(slab.slotIndex());
        int slot = space.slotInSuperSlab(slab.slotIndex());
        int blockBytes = slab.blockBytes();
        long dirty = superSlab.dirtyPages(slot);
        long whole = pages(word * 64 * blockBytes, Math.min(64, slab.capacity() - word * 64) * blockBytes);
        if ((whole & ~dirty) == 0) {
            return;
        }
        long wanted = 0;
        for (long some = bits; some != 0; some &= some - 1) {
            wanted |= pages((word * 64 + Long.numberOfTrailingZeros(some)) * blockBytes, blockBytes);
        }
        commitment.charge(superSlab.markDirty(slot, wanted & ~dirty));
    }

    /// Marks all pages of the slots of a run as dirty and charges them.
    public void commitRun(int slotIndex, int count) {
        long pages = 0;
        for (int index = slotIndex; index < slotIndex + count; index++) {
            SuperSlab superSlab = space.superSlabOfSlot(index);
            pages += superSlab.markDirty(space.slotInSuperSlab(index), pages(0, SizeClasses.SLAB_BYTES));
        }
        commitment.charge(pages);
    }

    /// One bit per page of a slot that the range touches.
    private long pages(int fromByte, int lengthBytes) {
        int first = fromByte / space.reservation().pageBytes();
        int last = (fromByte + lengthBytes - 1) / space.reservation().pageBytes();
        return (-1L >>> (63 - last)) & -1L << first;
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

    /// Slab lives begun.
    public long born() {
        return born.get();
    }

    public long reusedAcrossClasses() {
        return reusedAcrossClasses.get();
    }

    /// Purges that the system refused; their pages stay committed and are tried again later.
    public long refusedPurges() {
        return refusedPurges.get();
    }

    boolean isValid() {
        return empty.isValid() && withFree.isValid() && cache.isValid();
    }

    long metadataBytes() {
        return empty.metadataBytes() + withFree.metadataBytes() + cache.metadataBytes();
    }
}
