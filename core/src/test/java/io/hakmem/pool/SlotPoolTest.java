package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.slab.Slab;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Growth, runs of slots, births, and when a SuperSlab goes to the cache.
final class SlotPoolTest {
    private static final int SIZE_CLASS = 10;
    private static final int OTHER_CLASS = 40;

    private final TestPool test = new TestPool();
    private final SlotPool slots = test.slots;
    private final Claim claim = new Claim();

    @AfterEach
    void isValidAtRest() {
        test.source.allowAll();
        boolean valid = test.isValid();
        test.close();
        assertThat(valid).as("bitmaps, tables and commitment agree").isTrue();
    }

    // ---- growth ----

    @Test
    void grow_nothingCached_takesFromTheReservation() {
        assertThat(slots.grow(1, test.counters)).isTrue();
        assertThat(test.counters.hits(Stage.NEW_SUPER_SLAB)).isEqualTo(1);
    }

    @Test
    void grow_somethingCached_takesItBeforeTheReservation() {
        test.cacheOne();
        int unused = test.unused();
        slots.grow(1, test.counters);
        assertThat(test.counters.hits(Stage.CACHED_SUPER_SLAB)).isEqualTo(1);
        assertThat(test.unused()).isEqualTo(unused);
    }

    @Test
    void grow_somethingCached_triesTheReservationNotAtAll() {
        test.cacheOne();
        long before = test.counters.hits(Stage.NEW_SUPER_SLAB) + test.counters.misses(Stage.NEW_SUPER_SLAB);
        slots.grow(1, test.counters);
        assertThat(test.counters.hits(Stage.NEW_SUPER_SLAB) + test.counters.misses(Stage.NEW_SUPER_SLAB))
                .isEqualTo(before);
    }

    @Test
    void grow_aFreeRunIsThere_takesNothing() {
        slots.grow(1, test.counters);
        assertThat(slots.grow(TestPool.SLOTS, test.counters)).isTrue();
        assertThat(slots.acquired()).isEqualTo(1);
    }

    @Test
    void grow_onlyAShorterRunIsThere_takesAnother() {
        slots.grow(1, test.counters);
        slots.takeRun(1);
        slots.grow(TestPool.SLOTS, test.counters);
        assertThat(slots.acquired()).isEqualTo(2);
    }

    @Test
    void grow_theReservationIsUsedUp_isFalse() {
        for (int i = 0; i < TestPool.USABLE; i++) {
            assertThat(slots.grow(TestPool.SLOTS, test.counters)).isTrue();
            slots.takeRun(TestPool.SLOTS);
        }
        assertThat(slots.grow(1, test.counters)).isFalse();
        assertThat(test.counters.misses(Stage.NEW_SUPER_SLAB)).isEqualTo(1);
    }

    @Test
    void peakActive_afterEverythingCameBack_isTheMost() {
        int[] runs = new int[3];
        Arrays.setAll(runs, i -> test.takeRun(TestPool.SLOTS));
        Arrays.stream(runs).forEach(first -> slots.ownedToFree(first, TestPool.SLOTS));
        test.takeRun(TestPool.SLOTS);
        assertThat(slots.peakActive()).isEqualTo(3);
    }

    // ---- runs of slots ----

    @Test
    void takeRun_noActiveSuperSlab_findsNone() {
        assertThat(slots.takeRun(1)).isEqualTo(-1);
    }

    @Test
    void takeRun_aHoleThatIsTooShort_isPassedOver() {
        int low = test.takeRun(4);
        int high = test.takeRun(TestPool.SLOTS - 4);
        slots.ownedToFree(low, 4);
        assertThat(slots.takeRun(5)).isEqualTo(-1);
        assertThat(slots.takeRun(4)).isEqualTo(low);
        assertThat(high).isEqualTo(low + 4);
    }

    @Test
    void ownedToFree_theLastUsedSlots_cachesTheSuperSlab() {
        int first = test.takeRun(3);
        slots.ownedToFree(first, 3);
        assertThat(slots.cache().holds(first / TestPool.SLOTS)).isTrue();
    }

    @Test
    void ownedToFree_othersStillUsed_listsTheSlotsAsEmpty() {
        int first = test.takeRun(3);
        test.takeRun(1);
        slots.ownedToFree(first, 3);
        assertThat(slots.isEmptyListed(first + 2) && !slots.isEmptyListed(first + 3))
                .isTrue();
    }

    @Test
    void cached_itsSlots_areNotTaken() {
        test.cacheOne();
        assertThat(slots.takeRun(1)).isEqualTo(-1);
    }

    @Test
    void cached_takenAgain_listsItsBackedSlotsAsEmpty() {
        int first = test.cacheOne();
        slots.grow(1, test.counters);
        assertThat(slots.isEmptyListed(first)).isTrue();
    }

    // ---- births ----

    @Test
    void bearInEmpty_aSlotOfAnotherClass_countsReuseAcrossClasses() {
        slots.grow(1, test.counters);
        slots.takeRun(1);
        test.pool.births().bearInFreeSlot(SIZE_CLASS, Slab.NOBODY, claim);
        retire(claim.slab());
        assertThat(test.pool.births().bearInEmpty(OTHER_CLASS, Slab.NOBODY, claim))
                .isTrue();
        assertThat(test.pool.reusedAcrossClasses()).isEqualTo(1);
    }

    @Test
    void bearInEmpty_aSlotOfTheSameClass_countsNoReuseAcrossClasses() {
        slots.grow(1, test.counters);
        slots.takeRun(1);
        test.pool.births().bearInFreeSlot(SIZE_CLASS, Slab.NOBODY, claim);
        retire(claim.slab());
        test.pool.births().bearInEmpty(SIZE_CLASS, Slab.NOBODY, claim);
        assertThat(test.pool.reusedAcrossClasses()).isZero();
    }

    @Test
    void bearInEmpty_onlySlotsThatHadNoLife_findsNone() {
        slots.grow(1, test.counters);
        assertThat(test.pool.births().bearInEmpty(SIZE_CLASS, Slab.NOBODY, claim))
                .isFalse();
    }

    @Test
    void bearInEmpty_aListedSlotTakenByARun_isPassedOver() {
        slots.grow(1, test.counters);
        int first = slots.takeRun(2);
        slots.ownedToFree(first, 1);
        assertThat(slots.takeRun(1)).isEqualTo(first);
        assertThat(test.pool.births().bearInEmpty(SIZE_CLASS, Slab.NOBODY, claim))
                .isFalse();
    }

    @Test
    void bear_anySlot_claimsTheFirstWordAndNamesTheSlab() {
        slots.grow(1, test.counters);
        test.pool.births().bearInFreeSlot(SIZE_CLASS, 7, claim);
        assertThat(claim.bits()).isEqualTo(claim.slab().fullWord(0));
        assertThat(test.space.ownerOf(claim.slab().slotIndex())).isSameAs(claim.slab());
        assertThat(claim.isLeased() && claim.slab().leaseVolatile() == 7).isTrue();
    }

    private void retire(Slab slab) {
        slab.giveWord(0, claim.bits());
        assertThat(slab.leasedOrListedToOwned()).isTrue();
        test.space.carryingToOwned(slab);
        slots.ownedToFree(slab.slotIndex(), 1);
    }
}
