package io.hakmem.pool;

import io.hakmem.FakeClock;
import io.hakmem.os.FakePageSource;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.SuperSlab;
import java.util.ArrayList;

/// A shared pool on real memory: 16 SuperSlabs of 1 MiB, of which 14 may be used.
public final class TestPool implements AutoCloseable {
    public static final int SUPER_SLAB_BYTES = 1 << 20;
    public static final int SUPER_SLABS = 16;
    public static final int USABLE = SUPER_SLABS - 2;
    public static final int SLOTS = SUPER_SLAB_BYTES >> 16;

    public final FakePageSource source = new FakePageSource();
    public final FakeClock clock = new FakeClock();
    public final AddressSpace space;
    public final SharedPool pool;
    public final SlotPool slots;
    public final Counters counters = new Counters();

    public TestPool() {
        this(CacheLimits.DEFAULT);
    }

    public TestPool(CacheLimits limits) {
        this.space = new AddressSpace(
                Reservation.of(source, (long) SUPER_SLABS * SUPER_SLAB_BYTES, SUPER_SLAB_BYTES, new ArrayList<>()));
        this.pool = new SharedPool(space, source, limits, clock);
        this.slots = pool.slots();
    }

    /// What the dirty bits say that is committed.
    public long dirtyBytes() {
        long pages = 0;
        for (int index = 0; index < space.superSlabCount(); index++) {
            SuperSlab superSlab = space.knownSuperSlab(index);
            for (int slot = 0; superSlab != null && slot < SLOTS; slot++) {
                pages += Long.bitCount(superSlab.dirtyPages(slot));
            }
        }
        return pages * source.pageBytes();
    }

    public long committedBytes() {
        return slots.commitment().committedBytes();
    }

    /// Number of SuperSlabs that the reservation could give.
    public int unused() {
        int count = 0;
        for (int index = 0; index < space.superSlabCount(); index++) {
            count += space.isUnused(index) ? 1 : 0;
        }
        return count;
    }

    /// Whether bitmaps, tables and commitment agree; at rest only.
    public boolean isValid() {
        return pool.isValid() && space.isValid() && dirtyBytes() == committedBytes();
    }

    /// Takes adjacent slots, after growth if need be, and returns the index of the first.
    int takeRun(int count) {
        if (!slots.grow(count, counters)) {
            throw new AssertionError("the reservation is used up");
        }
        return slots.takeRun(count);
    }

    /// Marks all pages of slots as dirty.
    public void commit(int slotIndex, int count) {
        int pagesPerSlot = SizeClasses.SLAB_BYTES / source.pageBytes();
        slots.dirty().commit((long) slotIndex * pagesPerSlot, (long) count * pagesPerSlot);
    }

    /// Puts one SuperSlab with dirty pages into the cache and returns its first slot.
    int cacheOne() {
        int first = takeRun(2);
        commit(first, 2);
        slots.ownedToFree(first, 2);
        return first;
    }

    @Override
    public void close() {
        source.close();
    }
}
