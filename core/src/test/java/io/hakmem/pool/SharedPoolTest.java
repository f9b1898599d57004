package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Refills in the order of their stages, the tail of a give-back, retirement and its delay, sweeps.
final class SharedPoolTest {
    /// Blocks of 512 bytes: two words a slab.
    private static final int SIZE_CLASS = SizeClasses.of(512);

    private static final int OTHER_CLASS = SizeClasses.of(2048);
    private static final long HEAP = 7;

    private final TestPool test = new TestPool();
    private final SharedPool pool = test.pool;
    private final Claim claim = new Claim();
    private final Counters counters = new Counters();

    /// A used slot, so that the SuperSlab stays active.
    @BeforeEach
    void useASlot() {
        test.slots.grow(1, test.counters);
        assertThat(test.slots.takeRun(1)).isNotNegative();
    }

    @AfterEach
    void isValidAtRest() {
        test.source.allowAll();
        boolean valid = test.isValid();
        test.close();
        assertThat(valid).as("bitmaps, tables and commitment agree").isTrue();
    }

    // ---- the order of the stages ----

    @Test
    void stages_inTheOrderOfTheSearch_areThoseOfTheDesign() {
        assertThat(Stage.values())
                .extracting(Stage::label)
                .containsExactly(
                        "leased",
                        "partial",
                        "empty",
                        "freeSlot",
                        "tensionDrain",
                        "coalesced",
                        "cachedSuperSlab",
                        "newSuperSlab");
    }

    @Test
    void take_aPartialSlab_looksNoFurther() {
        Slab slab = partialSlab();
        assertThat(take(SIZE_CLASS, HEAP)).isTrue();
        assertThat(claim.slab()).isSameAs(slab);
        assertThat(counts()).containsExactly(1, 0, 0, 0, 0, 0);
    }

    @Test
    void take_noPartialButAnEmptySlot_isBornThere() {
        int slot = emptySlot();
        assertThat(take(OTHER_CLASS, HEAP)).isTrue();
        assertThat(claim.slab().slotIndex()).isEqualTo(slot);
        assertThat(counts()).containsExactly(0, 1, 1, 0, 0, 0);
    }

    @Test
    void take_onlyFreeSlots_isBornInTheLowest() {
        assertThat(take(SIZE_CLASS, HEAP)).isTrue();
        assertThat(test.space.slotInSuperSlab(claim.slab().slotIndex())).isEqualTo(1);
        assertThat(counts()).containsExactly(0, 1, 0, 1, 1, 0);
    }

    @Test
    void take_nothingAnywhere_missesEachStageOnce() {
        test.slots.takeRun(TestPool.SLOTS - 1);
        assertThat(take(SIZE_CLASS, HEAP)).isFalse();
        assertThat(counts()).containsExactly(0, 1, 0, 1, 0, 1);
    }

    @Test
    void take_anEmptySlotOfAnotherClass_countsReuseAcrossClasses() {
        emptySlot();
        take(OTHER_CLASS, HEAP);
        assertThat(test.pool.reusedAcrossClasses()).isEqualTo(1);
    }

    @Test
    void take_aStaleHintToAnotherClass_servesItsOwnClass() {
        Slab old = partialSlab();
        giveAllBack(old);
        pool.expireAllKept();
        take(OTHER_CLASS, HEAP);
        assertThat(claim.slab().slotIndex()).isEqualTo(old.slotIndex());
        assertThat(pool.isPartial(old)).as("the hint is stale").isTrue();
        pool.giveBack(claim.slab(), 0, claim.bits() & -2);
        assertThat(take(SIZE_CLASS, HEAP)).isTrue();
        assertThat(claim.slab().sizeClass()).isEqualTo(SIZE_CLASS);
    }

    // ---- taking from one slab ----

    @Test
    void takeFrom_aSlabThatNobodyLeases_leasesIt() {
        Slab slab = partialSlab();
        pool.takeFrom(slab, 0, HEAP, claim);
        assertThat(claim.isLeased() && slab.leaseVolatile() == HEAP).isTrue();
    }

    @Test
    void takeFrom_withoutAHeap_leasesNothing() {
        Slab slab = partialSlab();
        pool.takeFrom(slab, 0, Slab.NOBODY, claim);
        assertThat(claim.isLeased() || slab.leaseVolatile() != Slab.NOBODY).isFalse();
    }

    @Test
    void takeFrom_leasedByAnother_takesWithoutTheLease() {
        Slab slab = partialSlab();
        slab.nobodyToLeased(HEAP + 1);
        assertThat(pool.takeFrom(slab, 0, HEAP, claim) && !claim.isLeased()).isTrue();
    }

    @Test
    void takeFrom_laterWords_skipsTheEarlier() {
        Slab slab = partialSlab();
        pool.takeFrom(slab, 1, HEAP, claim);
        assertThat(claim.word()).isEqualTo(1);
    }

    @Test
    void takeFrom_noBits_isFalse() {
        Slab slab = partialSlab();
        slab.takeWord(0);
        slab.takeWord(1);
        assertThat(pool.takeFrom(slab, 0, HEAP, claim)).isFalse();
    }

    @Test
    void takeFrom_aDeadLifeWithAWrongFree_servesNobody() {
        Slab dead = partialSlab();
        giveAllBack(dead);
        pool.expireAllKept();
        pool.giveBack(dead, 0, 1);
        assertThat(pool.takeFrom(dead, 0, HEAP, claim)).isFalse();
    }

    // ---- giving back ----

    @Test
    void giveBack_ownedBits_returnsNone() {
        take(SIZE_CLASS, HEAP);
        assertThat(pool.giveBack(claim.slab(), 0, 0b11)).isZero();
    }

    @Test
    void giveBack_twice_returnsTheDoubleFree() {
        take(SIZE_CLASS, HEAP);
        pool.giveBack(claim.slab(), 0, 0b10);
        assertThat(pool.giveBack(claim.slab(), 0, 0b11)).isEqualTo(0b10);
    }

    @Test
    void giveBack_aQuarterOfAWord_listsTheSlab() {
        take(SIZE_CLASS, Slab.NOBODY);
        pool.giveBack(claim.slab(), 0, 0xFFFF);
        assertThat(pool.isPartial(claim.slab())).isTrue();
    }

    @Test
    void giveBack_lessThanAQuarterOfAWord_listsNothing() {
        take(SIZE_CLASS, Slab.NOBODY);
        pool.giveBack(claim.slab(), 0, 0x7FFF);
        assertThat(pool.isPartial(claim.slab())).isFalse();
    }

    @Test
    void giveBack_toALeasedSlab_listsNothing() {
        take(SIZE_CLASS, HEAP);
        pool.giveBack(claim.slab(), 0, claim.bits());
        assertThat(pool.isPartial(claim.slab())).isFalse();
    }

    @Test
    void settle_afterTheLeaseWasDropped_listsTheSlab() {
        take(SIZE_CLASS, HEAP);
        pool.giveBack(claim.slab(), 0, 0xFFFF);
        claim.slab().leasedToNobody(HEAP);
        pool.settle(claim.slab());
        assertThat(pool.isPartial(claim.slab())).isTrue();
    }

    // ---- retirement ----

    @Test
    void giveBack_theLastFullSlabOfAClass_isKept() {
        giveAllBack(partialSlab());
        assertThat(pool.retired()).isZero();
    }

    @Test
    void giveBack_anotherFullSlabOfTheClass_isRetired() {
        Slab first = partialSlab();
        test.pool.births().bearInFreeSlot(SIZE_CLASS, Slab.NOBODY, claim);
        Slab second = claim.slab();
        giveAllBack(first);
        giveAllBack(second);
        assertThat(pool.retired()).isEqualTo(1);
        assertThat(test.space.ownerOf(second.slotIndex())).isNull();
    }

    @Test
    void retired_itsSlot_isListedAsEmpty() {
        assertThat(test.slots.isEmptyListed(emptySlot())).isTrue();
    }

    @Test
    void take_fifteenRefillsAfterASlabWasKept_keepsIt() {
        giveAllBack(leasedSlab());
        refill(15);
        assertThat(pool.retired()).isZero();
    }

    @Test
    void take_sixteenRefillsAfterASlabWasKept_retiresIt() {
        giveAllBack(leasedSlab());
        refill(16);
        assertThat(pool.retired()).isEqualTo(1);
    }

    @Test
    void expireAllKept_aKeptSlab_retiresIt() {
        giveAllBack(partialSlab());
        pool.expireAllKept();
        assertThat(pool.retired()).isEqualTo(1);
    }

    @Test
    void expireAllKept_aKeptSlabInUseAgain_retiresNothing() {
        Slab slab = partialSlab();
        giveAllBack(slab);
        pool.takeFrom(slab, 0, HEAP, claim);
        pool.expireAllKept();
        assertThat(pool.retired()).isZero();
    }

    // ---- sparse slabs ----

    @Test
    void sweep_aSparseSlab_listsIt() {
        take(SIZE_CLASS, Slab.NOBODY);
        Slab slab = claim.slab();
        pool.takeFrom(slab, 1, Slab.NOBODY, claim);
        pool.giveBack(slab, 0, 0x7FFF);
        pool.sweep();
        assertThat(pool.isPartial(slab)).isTrue();
    }

    @Test
    void sweep_aLeasedSlab_listsNothing() {
        take(SIZE_CLASS, HEAP);
        pool.giveBack(claim.slab(), 0, 0x7FFF);
        pool.sweep();
        assertThat(pool.isPartial(claim.slab())).isFalse();
    }

    @Test
    void sweep_aFullSlab_retiresIt() {
        giveAllBack(partialSlab());
        pool.sweep();
        assertThat(pool.retired()).isEqualTo(1);
    }

    @Test
    void searchSparse_manySparseGiveBacks_findsTheirSlab() {
        take(SIZE_CLASS, Slab.NOBODY);
        Slab slab = claim.slab();
        for (int i = 0; i < 256; i++) {
            pool.giveBack(slab, 0, 0xFF);
            slab.takeWord(0);
        }
        pool.giveBack(slab, 0, 0xFF);
        assertThat(pool.searchSparse(SIZE_CLASS)).isTrue();
    }

    @Test
    void searchSparse_nothingGivenBack_hasNoChance() {
        take(SIZE_CLASS, HEAP);
        assertThat(pool.searchSparse(SIZE_CLASS)).isFalse();
    }

    @Test
    void searchSparse_aKeptSlabOfAnyClass_isRetired() {
        giveAllBack(partialSlab());
        assertThat(pool.searchSparse(OTHER_CLASS)).isTrue();
    }

    private boolean take(int sizeClass, long heap) {
        return pool.take(sizeClass, heap, claim, counters) || pool.takeFreeSlot(sizeClass, heap, claim, counters);
    }

    /// Refills that are served by newborns.
    private void refill(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(test.slots.grow(1, counters) && take(SIZE_CLASS, Slab.NOBODY))
                    .isTrue();
        }
    }

    /// Hits and misses of the stages below growth.
    private long[] counts() {
        return new long[] {
            counters.hits(Stage.PARTIAL), counters.misses(Stage.PARTIAL),
            counters.hits(Stage.EMPTY), counters.misses(Stage.EMPTY),
            counters.hits(Stage.FREE_SLOT), counters.misses(Stage.FREE_SLOT)
        };
    }

    /// A slab that nobody leases, with the free blocks of word 0 but one, all of word 1, and listed.
    private Slab partialSlab() {
        Slab slab = newSlabOf(SIZE_CLASS);
        pool.giveBack(slab, 0, slab.fullWord(0) & -2);
        assertThat(pool.isPartial(slab)).isTrue();
        return slab;
    }

    /// A slab that stands in no list, its word 0 taken out.
    private Slab leasedSlab() {
        assertThat(test.pool.births().bearInFreeSlot(SIZE_CLASS, HEAP, claim)).isTrue();
        return claim.slab();
    }

    private Slab newSlabOf(int sizeClass) {
        assertThat(test.pool.births().bearInFreeSlot(sizeClass, Slab.NOBODY, claim))
                .isTrue();
        return claim.slab();
    }

    /// Gives back what the test took out of word 0.
    private void giveAllBack(Slab slab) {
        pool.giveBack(slab, 0, slab.fullWord(0) & ~slab.freeBits(0));
    }

    /// A slot that has pages and carries nothing.
    private int emptySlot() {
        Slab slab = partialSlab();
        giveAllBack(slab);
        pool.expireAllKept();
        assertThat(test.space.ownerOf(slab.slotIndex())).isNull();
        return slab.slotIndex();
    }
}
