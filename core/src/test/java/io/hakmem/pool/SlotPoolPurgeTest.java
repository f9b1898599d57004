package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.memory.NativeMemory;
import io.hakmem.os.FakePageSource.Call;
import io.hakmem.slab.SuperSlab;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The way back to the system, with purges that are granted and refused.
final class SlotPoolPurgeTest {
    private static final int EAGAIN = 11;
    private static final long WARM_NANOS = 1_000_000_000L;
    private static final long TTL_NANOS = CacheLimits.DEFAULT.ttlNanos();

    private final TestPool test = new TestPool();
    private final SlotPool slots = test.slots;

    @AfterEach
    void isValidAtRest() {
        test.source.allowAll();
        boolean valid = test.isValid();
        test.close();
        assertThat(valid).as("bitmaps, tables and commitment agree").isTrue();
    }

    @Test
    void evictAll_aCachedSuperSlab_returnsItToTheReservation() {
        int first = test.cacheOne();
        slots.evictAll();
        assertThat(test.space.isUnused(first / TestPool.SLOTS)).isTrue();
    }

    @Test
    void evictAll_writtenPages_readZero() {
        int first = test.cacheOne();
        NativeMemory.setLong(test.space.slotBase(first) + 64, 1);
        slots.evictAll();
        assertThat(NativeMemory.getLong(test.space.slotBase(first) + 64)).isZero();
    }

    @Test
    void evictAll_committedPages_areDischarged() {
        test.cacheOne();
        slots.evictAll();
        assertThat(test.committedBytes()).isZero();
    }

    @Test
    void evictAll_purgeRefused_keepsTheSuperSlabInTheCache() {
        int first = test.cacheOne();
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        slots.evictAll();
        assertThat(slots.cache().holds(first / TestPool.SLOTS)).isTrue();
    }

    @Test
    void evictAll_purgeRefused_keepsItsPagesCommitted() {
        test.cacheOne();
        long before = test.committedBytes();
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        slots.evictAll();
        assertThat(test.committedBytes()).isPositive().isEqualTo(before);
    }

    @Test
    void evictAll_purgeRefused_leavesTheSuperSlabUsable() {
        int first = test.cacheOne();
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        slots.evictAll();
        assertThat(test.takeRun(TestPool.SLOTS)).isEqualTo(first);
    }

    @Test
    void evictAll_purgeRefused_isCountedAndNotAskedAgain() {
        test.cacheOne();
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        slots.evictAll();
        assertThat(slots.refusedPurges()).isEqualTo(1);
        assertThat(test.source.calls(Call.PURGE)).isEqualTo(1);
    }

    @Test
    void evictAll_purgeAllowedAgain_returnsIt() {
        int first = test.cacheOne();
        test.source.refuse(Call.PURGE, 0, 1, EAGAIN);
        slots.evictAll();
        slots.evictAll();
        assertThat(test.space.isUnused(first / TestPool.SLOTS)).isTrue();
        assertThat(test.committedBytes()).isZero();
    }

    @Test
    void coolCached_beforeASecond_purgesNothing() {
        test.cacheOne();
        test.clock.advanceNanos(WARM_NANOS - 1);
        coolCached();
        assertThat(test.source.calls(Call.PURGE)).isZero();
        assertThat(slots.cache().nextWithPages(0) >= 0).isTrue();
    }

    @Test
    void coolCached_afterASecond_givesThePagesBackAndKeepsTheSuperSlab() {
        int first = test.cacheOne();
        test.clock.advanceNanos(WARM_NANOS);
        coolCached();
        assertThat(test.committedBytes()).isZero();
        assertThat(slots.cache().holds(first / TestPool.SLOTS)).isTrue();
        assertThat(slots.cache().nextWithPages(0) >= 0).isFalse();
    }

    @Test
    void coolCached_adjacentOnes_asksTheSystemOnce() {
        long first = test.pool.pages().takeSuperSlabs(3 * TestPool.SLOTS, 0, 1) / (1 << 16 >>> 12);
        test.commit((int) first, 3 * TestPool.SLOTS);
        slots.giveSlots((int) first, 3 * TestPool.SLOTS);
        test.clock.advanceNanos(WARM_NANOS);
        coolCached();
        assertThat(test.source.calls(Call.PURGE)).isEqualTo(1);
        assertThat(test.committedBytes()).isZero();
    }

    @Test
    void coolCached_purgeRefused_keepsThePagesForLater() {
        test.cacheOne();
        test.clock.advanceNanos(WARM_NANOS);
        test.source.refuse(Call.PURGE, 0, 1, EAGAIN);
        coolCached();
        assertThat(test.committedBytes()).isPositive();
        coolCached();
        assertThat(test.committedBytes()).isZero();
    }

    @Test
    void evictOverdue_beforeItsTime_purgesNothing() {
        test.cacheOne();
        test.clock.advanceNanos(TTL_NANOS - 1);
        slots.evictOverdue();
        assertThat(test.source.calls(Call.PURGE)).isZero();
    }

    @Test
    void evictOverdue_atItsTime_purges() {
        int first = test.cacheOne();
        test.clock.advanceNanos(TTL_NANOS);
        slots.evictOverdue();
        assertThat(test.space.isUnused(first / TestPool.SLOTS)).isTrue();
    }

    @Test
    void purgeFreeSlots_aFreeSlotWithPages_dischargesIt() {
        int free = freeSlotWithPages();
        test.pool.freePages().purge();
        assertThat(superSlab(free).dirtyPages(test.space.slotInSuperSlab(free))).isZero();
    }

    @Test
    void purgeFreeSlots_aUsedSlot_keepsItsContent() {
        int free = freeSlotWithPages();
        long used = test.space.slotBase(free + 1);
        NativeMemory.setLong(used, 42);
        test.pool.freePages().purge();
        assertThat(NativeMemory.getLong(used)).isEqualTo(42);
    }

    @Test
    void purgeFreeSlots_purged_isNeitherEmptyNorBackedButFree() {
        int free = freeSlotWithPages();
        test.pool.freePages().purge();
        assertThat(slots.isEmptyListed(free)).isFalse();
        assertThat(superSlab(free).backedSlots() & superSlab(free).freeSlots()).isZero();
        assertThat(slots.takeRun(1)).isEqualTo(free);
    }

    @Test
    void purgeFreeSlots_twice_asksTheSystemOnce() {
        freeSlotWithPages();
        test.pool.freePages().purge();
        test.pool.freePages().purge();
        assertThat(test.source.calls(Call.PURGE)).isEqualTo(1);
    }

    @Test
    void purgeFreeSlots_refused_keepsPagesCommittedAndTheSlotListed() {
        int free = freeSlotWithPages();
        long before = test.committedBytes();
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        test.pool.freePages().purge();
        assertThat(test.committedBytes()).isEqualTo(before);
        assertThat(slots.isEmptyListed(free)).isTrue();
    }

    @Test
    void purgeFreeSlots_refusedThenAllowed_dischargesIt() {
        int free = freeSlotWithPages();
        test.source.refuse(Call.PURGE, 0, 1, EAGAIN);
        test.pool.freePages().purge();
        test.pool.freePages().purge();
        assertThat(superSlab(free).dirtyPages(test.space.slotInSuperSlab(free))).isZero();
    }

    @Test
    void purgeFreeSlots_aSuperSlabThatNobodyTookASlotOf_cachesIt() {
        slots.grow(1, test.counters);
        test.pool.freePages().purge();
        assertThat(slots.cache().size()).isOne();
        assertThat(slots.released()).isEqualTo(slots.acquired());
    }

    @Test
    void takeSuperSlabs_nobodyTookASlotOfOne_takesIt() {
        slots.grow(1, test.counters);
        int count = TestPool.USABLE * TestPool.SLOTS;
        assertThat(slots.takeSuperSlabs(count, TestPool.SUPER_SLAB_BYTES)).isEqualTo(TestPool.SLOTS);
        slots.giveSlots(TestPool.SLOTS, count);
    }

    @Test
    void takeSuperSlabs_theCacheHoldsThem_takesThemFromThere() {
        int[] firsts = new int[TestPool.USABLE];
        Arrays.setAll(firsts, i -> test.takeRun(TestPool.SLOTS));
        Arrays.stream(firsts).forEach(first -> slots.ownedToFree(first, TestPool.SLOTS));
        assertThat(slots.takeSuperSlabs(TestPool.USABLE * TestPool.SLOTS, 1)).isEqualTo(TestPool.SLOTS);
    }

    @Test
    void ownedToUnused_committedPages_areDischarged() {
        int first = largeRun();
        slots.ownedToUnused(first, 2);
        assertThat(test.committedBytes()).isZero();
        assertThat(test.unused()).isEqualTo(TestPool.USABLE);
    }

    @Test
    void ownedToUnused_purgeRefused_losesNoSuperSlab() {
        int first = largeRun();
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        slots.ownedToUnused(first, 2);
        assertThat(test.unused() + slots.cache().size()).isEqualTo(TestPool.USABLE);
    }

    @Test
    void ownedToUnused_purgeRefused_keepsPagesCommitted() {
        int first = largeRun();
        long before = test.committedBytes();
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        slots.ownedToUnused(first, 2);
        assertThat(test.committedBytes()).isPositive().isEqualTo(before);
    }

    @Test
    void ownedToUnused_purgeRefusedAndUsedAgain_slotsWithPagesAreBacked() {
        int first = largeRun();
        test.source.refuse(Call.PURGE, 0, 1, EAGAIN);
        slots.ownedToUnused(first, 2);
        int again = test.takeRun(1) / TestPool.SLOTS;
        SuperSlab superSlab = test.space.superSlab(again);
        long dirty = 0;
        for (int slot = 0; slot < TestPool.SLOTS; slot++) {
            dirty |= superSlab.dirtyPages(slot) != 0 ? 1L << slot : 0;
        }
        assertThat(dirty).isNotZero();
        assertThat(dirty & superSlab.freeSlots() & ~superSlab.backedSlots()).isZero();
    }

    @Test
    void purgeFreeSlots_afterARefusedRunWasUsedAgain_returnsItsPages() {
        int first = largeRun();
        test.source.refuse(Call.PURGE, 0, 1, EAGAIN);
        slots.ownedToUnused(first, 2);
        test.takeRun(1);
        slots.evictAll();
        test.pool.freePages().purge();
        assertThat(test.committedBytes()).isLessThanOrEqualTo(64 << 10);
    }

    private int largeRun() {
        int first = slots.takeSuperSlabs(2 * TestPool.SLOTS, 1) / TestPool.SLOTS;
        test.commit(first * TestPool.SLOTS, 2 * TestPool.SLOTS);
        return first;
    }

    /// A slot that was used, next to one that still is.
    private int freeSlotWithPages() {
        int first = test.takeRun(2);
        test.commit(first, 2);
        slots.ownedToFree(first, 1);
        return first;
    }

    private SuperSlab superSlab(int slotIndex) {
        return test.space.superSlabOfSlot(slotIndex);
    }

    private void coolCached() {
        boolean ignored = slots.coolCached(WARM_NANOS, 0);
    }
}
