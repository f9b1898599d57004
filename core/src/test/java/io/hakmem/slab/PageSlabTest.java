package io.hakmem.slab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.Rivals;
import io.hakmem.Seed;
import io.hakmem.size.SizeClasses;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One life of a slot as pages; no memory is touched.
final class PageSlabTest {
    private static final int PAGE = 4096;
    private static final int PAGES = SizeClasses.SLAB_BYTES / PAGE;
    private static final long BASE = 1L << 40;
    private static final int ROUNDS = 2_000;

    private final PageSlab slab = new PageSlab(7, BASE, PAGE, 0);

    @ParameterizedTest
    @CsvSource({"4096, 16", "16384, 4", "65536, 1"})
    void pageCount_anyPageLength_fillsTheSlot(int pageBytes, int pageCount) {
        PageSlab some = new PageSlab(7, BASE, pageBytes, 0);
        assertThat(some.pageCount()).isEqualTo(pageCount);
        assertThat(some.allPages()).isEqualTo((1L << pageCount) - 1);
    }

    @Test
    void newborn_withTakenPages_hasTheOthersFree() {
        assertThat(new PageSlab(7, BASE, PAGE, 3).freePages()).isEqualTo(0xFFF8);
    }

    // ---- take ----

    @Test
    void takeRun_severalFit_takesTheLowest() {
        assertThat(slab.takeRun(3, 1)).isZero();
        assertThat(slab.takeRun(3, 1)).isEqualTo(3);
    }

    @Test
    void takeRun_aShorterHoleBelow_isPassedOver() {
        slab.takeRun(PAGES, 1);
        slab.give(PageSlab.pages(1, 2) | PageSlab.pages(8, 3));
        assertThat(slab.takeRun(3, 1)).isEqualTo(8);
    }

    @Test
    void takeRun_longerThanAnyHole_takesNothing() {
        slab.takeRun(1, 1);
        assertThat(slab.takeRun(PAGES, 1)).isEqualTo(-1);
        assertThat(slab.freePages()).isEqualTo(0xFFFE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void takeRun_withAStep_beginsAtAMultiple(int step) {
        slab.takeRun(1, 1);
        assertThat(slab.takeRun(3, step)).isEqualTo(step);
    }

    @Test
    void takeRun_onlyUnalignedHoles_takesNothing() {
        slab.takeRun(1, 1);
        slab.takeAll(PageSlab.pages(8, 1));
        assertThat(slab.takeRun(2, 8)).isEqualTo(-1);
    }

    @Test
    void takeAll_oneIsTaken_takesNothing() {
        slab.takeRun(1, 1);
        assertThat(slab.takeAll(3)).isFalse();
        assertThat(slab.freePages()).isEqualTo(0xFFFE);
    }

    @Test
    void takeAny_oneIsTaken_takesTheOther() {
        slab.takeRun(1, 1);
        assertThat(slab.takeAny(3)).isEqualTo(2);
    }

    // ---- give ----

    @Test
    void give_whatIsFreeAlready_isNoticed() {
        assertThatThrownBy(() -> slab.give(1)).isInstanceOf(AssertionError.class);
    }

    @Test
    void changeLength_toZero_succeedsOnce() {
        slab.takenToBlock(slab.takeRun(5, 1), 5);
        assertThat(slab.changeLength(0, 5, 0)).isTrue();
        assertThat(slab.changeLength(0, 5, 0)).isFalse();
    }

    @Test
    void changeLength_ofAnotherLength_fails() {
        slab.takenToBlock(slab.takeRun(5, 1), 5);
        assertThat(slab.changeLength(0, 4, 0)).isFalse();
        assertThat(slab.lengthAt(0)).isEqualTo(5);
    }

    @Test
    void changeLength_ofOneBlock_leavesItsNeighbours() {
        for (int page = 0; page < PAGES; page++) {
            slab.takenToBlock(slab.takeRun(1, 1), 1);
        }
        slab.changeLength(15, 1, 0);
        assertThat(slab.lengthAt(14)).isEqualTo(1);
        assertThat(slab.lengthAt(15)).isZero();
        assertThat(slab.blockPages()).isEqualTo(0x7FFF);
    }

    // ---- retirement ----

    @Test
    void fullToOwned_allFree_leavesNothing() {
        assertThat(slab.fullToOwned()).isTrue();
        assertThat(slab.freePages()).isZero();
        assertThat(slab.takeRun(1, 1)).isEqualTo(-1);
    }

    @Test
    void fullToOwned_oneTaken_fails() {
        slab.takeRun(1, 1);
        assertThat(slab.fullToOwned()).isFalse();
    }

    @Test
    void freeOfABlock_afterRetirement_findsNone() {
        slab.takenToBlock(slab.takeRun(5, 1), 5);
        slab.changeLength(0, 5, 0);
        slab.give(PageSlab.pages(0, 5));
        slab.fullToOwned();
        assertThat(slab.changeLength(0, 5, 0)).isFalse();
        assertThat(slab.lengthAt(0)).isZero();
    }

    // ---- queries ----

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3, 2", "5, 1", "65535, 16", "61166, 3", "32767, 15"})
    void longestRun_ofAnyPages_isItsLength(long pages, int length) {
        assertThat(PageSlab.longestRun(pages)).isEqualTo(length);
    }

    @Test
    void pageAt_anyAddress_isItsPage() {
        assertThat(slab.pageAt(BASE + 3 * PAGE + 1)).isEqualTo(3);
        assertThat(slab.addressOf(3)).isEqualTo(BASE + 3 * PAGE);
    }

    @Test
    void isValid_aBlockOnFreePages_isFalse() {
        slab.takenToBlock(0, 2);
        assertThat(slab.isValid()).isFalse();
    }

    @Test
    void isValid_overlappingBlocks_isFalse() {
        slab.takeRun(4, 1);
        slab.takenToBlock(0, 3);
        slab.takenToBlock(2, 2);
        assertThat(slab.isValid()).isFalse();
    }

    @Test
    void isValid_aTailAndABlock_isTrue() {
        slab.takeRun(4, 1);
        slab.takenToBlock(slab.takeRun(2, 1), 2);
        assertThat(slab.isValid()).isTrue();
    }

    // ---- races ----

    @Test
    void changeLength_byTwoFreesAtOnce_isWonByOne() {
        PageSlab[] slabs = newborns(3);
        AtomicInteger wins = new AtomicInteger();
        Rivals.rounds(
                3,
                ROUNDS,
                (rival, round) -> wins.addAndGet(slabs[round].changeLength(0, 3, 0) ? 1 : 0),
                round -> assertThat(wins.getAndSet(0))
                        .as("winners of round %d", round)
                        .isEqualTo(1));
    }

    @Test
    void fullToOwned_byTwoWhileAThirdTakes_isWonByOneAtMost() {
        PageSlab[] slabs = newborns(0);
        AtomicInteger wins = new AtomicInteger();
        Rivals.rounds(3, ROUNDS, (rival, round) -> ownOrTake(slabs[round], rival, wins), round -> {
            int won = wins.getAndSet(0);
            assertThat(won).as("winners of round %d", round).isEqualTo(1);
            assertThat(Long.bitCount(slabs[round].freePages()))
                    .as("free pages after round %d", round)
                    .isZero();
        });
    }

    /// Rivals 0 and 1 own the slab when they find it full; 2 takes a page, gives it back, and then does as they do.
    private static void ownOrTake(PageSlab slab, int rival, AtomicInteger wins) {
        if (rival == 2) {
            int page = slab.takeRun(1, 1);
            if (page < 0) {
                return;
            }
            slab.give(PageSlab.pages(page, 1));
        }
        wins.addAndGet(slab.fullToOwned() ? 1 : 0);
    }

    @Test
    void takeAndGive_byRivals_giveEachPageToOneAtATime() {
        long seed = Seed.fresh();
        AtomicIntegerArray owners = new AtomicIntegerArray(PAGES);
        Rivals.race(4, rival -> {
            Random random = new Random(seed + rival);
            for (int step = 0; step < 10_000; step++) {
                int count = 1 + random.nextInt(6);
                int page = slab.takeRun(count, 1 << random.nextInt(3));
                for (int at = page; page >= 0 && at < page + count; at++) {
                    assertThat(owners.compareAndSet(at, 0, rival + 1))
                            .as("page %d is owned by this taker alone, seed %d", at, seed)
                            .isTrue();
                }
                for (int at = page; page >= 0 && at < page + count; at++) {
                    owners.set(at, 0);
                }
                if (page >= 0) {
                    slab.give(PageSlab.pages(page, count));
                }
            }
        });
        assertThat(slab.freePages()).as("seed %d", seed).isEqualTo(slab.allPages());
    }

    /// Slabs with a block of so many pages at page 0.
    private static PageSlab[] newborns(int blockPages) {
        PageSlab[] slabs = new PageSlab[ROUNDS];
        for (int i = 0; i < slabs.length; i++) {
            slabs[i] = new PageSlab(i, (long) i << SizeClasses.SLAB_SHIFT, PAGE, blockPages);
            slabs[i].takenToBlock(0, blockPages);
        }
        return slabs;
    }
}
