package io.hakmem.slab;

import static org.assertj.core.api.Assertions.assertThat;

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

/// The slot word, runs of slots, dirty pages by page size, and who may own the whole.
final class SuperSlabTest {
    private static final int SLOTS = 32;
    private static final long ALL = 0xFFFF_FFFFL;

    private final SuperSlab superSlab = allFree(SLOTS);

    @Test
    void born_nothingDone_isBare() {
        assertThat(new SuperSlab(3, 0, SLOTS, 4096).isBare()).isTrue();
    }

    @Test
    void ownedToFree_aWhole_makesEverySlotFree() {
        assertThat(superSlab.freeSlots()).isEqualTo(ALL);
    }

    @Test
    void ownedToFree_of16Slots_makes16SlotsFree() {
        assertThat(allFree(16).freeSlots()).isEqualTo(0xFFFF);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31})
    void freeToOwned_aFreeSlot_takesIt(int slot) {
        assertThat(superSlab.freeToOwned(slot)).isTrue();
        assertThat(superSlab.freeSlots()).isEqualTo(ALL & ~(1L << slot));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31})
    void freeToOwned_anOwnedSlot_takesNothing(int slot) {
        superSlab.freeToOwned(slot);
        assertThat(superSlab.freeToOwned(slot)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31})
    void ownedToFreeBacked_aSlot_isFreeAndBacked(int slot) {
        superSlab.freeToOwned(slot);
        superSlab.ownedToFreeBacked(slot, 1);
        assertThat(new long[] {superSlab.freeSlots(), superSlab.backedSlots()}).containsExactly(ALL, 1L << slot);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31})
    void ownedToFreeUnbacked_aBackedSlot_isFreeAndUnbacked(int slot) {
        superSlab.freeToOwned(slot);
        superSlab.ownedToFreeBacked(slot, 1);
        superSlab.freeToOwned(slot);
        superSlab.ownedToFreeUnbacked(slot, 1);
        assertThat(new long[] {superSlab.freeSlots(), superSlab.backedSlots()}).containsExactly(ALL, 0);
    }

    @Test
    void ownedToFreeBacked_theLastOwnedSlot_saysThatAllAreFree() {
        superSlab.freeToOwned(5);
        superSlab.freeToOwned(6);
        assertThat(superSlab.ownedToFreeBacked(5, 1)).isFalse();
        assertThat(superSlab.ownedToFreeBacked(6, 1)).isTrue();
    }

    @Test
    void ownedToFreeUnbacked_theLastOwnedSlot_saysThatAllAreFree() {
        superSlab.freeToOwned(5);
        superSlab.freeToOwned(6);
        assertThat(superSlab.ownedToFreeUnbacked(5, 1)).isFalse();
        assertThat(superSlab.ownedToFreeUnbacked(6, 1)).isTrue();
    }

    @Test
    void ownedBackedToUnbacked_aWhole_isBare() {
        superSlab.takeRun(SLOTS);
        superSlab.ownedToFreeBacked(0, SLOTS);
        superSlab.allFreeToOwned();
        superSlab.ownedBackedToUnbacked();
        assertThat(superSlab.isBare()).isTrue();
    }

    @Test
    void takeRun_everyLength_takesTheLowestSlots() {
        for (int count = 1; count <= SLOTS; count++) {
            SuperSlab fresh = allFree(SLOTS);
            assertThat(fresh.takeRun(count)).as("a run of %d", count).isZero();
            assertThat(fresh.freeSlots()).as("a run of %d", count).isEqualTo(ALL & ~(-1L >>> (64 - count)));
        }
    }

    @Test
    void takeRun_everyLengthAtEveryHole_findsExactlyWhatFits() {
        for (int from = 0; from < SLOTS; from++) {
            for (int length = 1; from + length <= SLOTS; length++) {
                SuperSlab fragmented = allFree(SLOTS);
                fragmented.takeRun(SLOTS);
                fragmented.ownedToFreeBacked(from, length);
                assertThat(fragmented.takeRun(length + 1))
                        .as("%d in %d at %d", length + 1, length, from)
                        .isEqualTo(-1);
                assertThat(fragmented.takeRun(length))
                        .as("%d in %d at %d", length, length, from)
                        .isEqualTo(from);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 2", "6, 4", "5, 2", "0xdf, 0x24", "0x80000000, 2", "0xffffffff, 0x100000000", "0x70f1, 0x1a"
    })
    void runLengths_areThoseOfTheRuns(String free, String lengths) {
        assertThat(SuperSlab.runLengths(Long.decode(free))).isEqualTo(Long.decode(lengths));
    }

    @Test
    void takeRun_everySecondSlotFree_findsSinglesOnly() {
        for (int slot = 0; slot < SLOTS; slot += 2) {
            superSlab.freeToOwned(slot);
        }
        assertThat(superSlab.takeRun(2)).isEqualTo(-1);
        assertThat(superSlab.takeRun(1)).isEqualTo(1);
    }

    @Test
    void takeRun_backedSlots_areNotMistakenForFreeOnes() {
        superSlab.takeRun(SLOTS);
        superSlab.ownedToFreeBacked(0, SLOTS);
        superSlab.takeRun(31);
        assertThat(superSlab.takeRun(2)).isEqualTo(-1);
    }

    @Test
    void allFreeToOwned_allFree_takesAll() {
        assertThat(superSlab.allFreeToOwned() && superSlab.freeSlots() == 0).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 31})
    void allFreeToOwned_aSlotTaken_takesNothing(int slot) {
        superSlab.freeToOwned(slot);
        assertThat(superSlab.allFreeToOwned()).isFalse();
        assertThat(superSlab.freeSlots()).isEqualTo(ALL & ~(1L << slot));
    }

    @Test
    void allFreeToOwned_backedSlots_keepTheirPages() {
        superSlab.freeToOwned(3);
        superSlab.ownedToFreeBacked(3, 1);
        superSlab.allFreeToOwned();
        assertThat(superSlab.backedSlots()).isEqualTo(1L << 3);
    }

    @Test
    void allFreeToOwned_againstTakersOfSlots_isExclusive() {
        AtomicInteger whole = new AtomicInteger();
        AtomicInteger slots = new AtomicInteger();
        Rivals.rounds(
                2,
                5_000,
                (rival, round) -> {
                    if (rival == 0) {
                        whole.set(superSlab.allFreeToOwned() ? 1 : 0);
                    } else {
                        slots.set(superSlab.freeToOwned(round % SLOTS) ? 1 : 0);
                    }
                },
                round -> {
                    assertThat(whole.get() + slots.get()).as("round %d", round).isEqualTo(1);
                    superSlab.ownedToFree(0);
                });
    }

    @Test
    void takeRun_byRivals_givesEachSlotToOneAtATime() {
        long seed = Seed.fresh();
        AtomicIntegerArray owners = new AtomicIntegerArray(SLOTS);
        Rivals.race(3, rival -> {
            Random random = new Random(seed + rival);
            for (int step = 0; step < 5_000; step++) {
                int count = 1 + random.nextInt(12);
                int first = superSlab.takeRun(count);
                for (int slot = first; first >= 0 && slot < first + count; slot++) {
                    assertThat(owners.getAndSet(slot, rival + 1))
                            .as("slot %d, seed %d", slot, seed)
                            .isZero();
                }
                for (int slot = first; first >= 0 && slot < first + count; slot++) {
                    owners.set(slot, 0);
                }
                if (first >= 0) {
                    superSlab.ownedToFreeBacked(first, count);
                }
            }
        });
        assertThat(superSlab.freeSlots()).as("seed %d", seed).isEqualTo(ALL);
    }

    @ParameterizedTest
    @CsvSource({"4096, 16", "16384, 4", "65536, 1"})
    void pagesPerSlot_byPageSize_fillTheSlot(int pageBytes, int pages) {
        assertThat(new SuperSlab(0, 0, SLOTS, pageBytes).pagesPerSlot()).isEqualTo(pages);
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 16384, 65536})
    void markDirty_everyPageOfEverySlot_isCountedOnce(int pageBytes) {
        SuperSlab pages = new SuperSlab(0, 0, SLOTS, pageBytes);
        for (int slot = 0; slot < SLOTS; slot++) {
            for (int page = 0; page < pages.pagesPerSlot(); page++) {
                assertThat(pages.markDirty(slot, 1L << page))
                        .as("page %d of slot %d", page, slot)
                        .isEqualTo(1);
                assertThat(pages.markDirty(slot, 1L << page))
                        .as("page %d of slot %d", page, slot)
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 16384, 65536})
    void markDirty_oneSlot_leavesItsNeighbours(int pageBytes) {
        for (int slot = 1; slot < SLOTS - 1; slot++) {
            SuperSlab pages = new SuperSlab(0, 0, SLOTS, pageBytes);
            pages.markDirty(slot, allPages(pages));
            assertThat(new long[] {pages.dirtyPages(slot - 1), pages.dirtyPages(slot), pages.dirtyPages(slot + 1)})
                    .as("slot %d", slot)
                    .containsExactly(0, allPages(pages), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 16384, 65536})
    void clearDirty_aRangeOfSlots_countsItsPagesOnly(int pageBytes) {
        SuperSlab pages = new SuperSlab(0, 0, SLOTS, pageBytes);
        for (int slot = 0; slot < SLOTS; slot++) {
            pages.markDirty(slot, allPages(pages));
        }
        assertThat(pages.clearDirty(3, 5)).isEqualTo(5 * pages.pagesPerSlot());
        assertThat(pages.clearDirty(0, SLOTS)).isEqualTo((SLOTS - 5) * pages.pagesPerSlot());
    }

    @Test
    void markDirty_overlappingPages_countsTheNewOnes() {
        superSlab.markDirty(7, 0b0111);
        assertThat(superSlab.markDirty(7, 0b1110)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 16384, 65536})
    void pagesOfARange_acrossSlotsAndWords_areMarkedAndNoOthers(int pageBytes) {
        int count = SLOTS * new SuperSlab(0, 0, SLOTS, pageBytes).pagesPerSlot();
        for (int first = 0; first < count; first += 7) {
            for (int end : new int[] {first + 1, Math.min(count, first + 64), count}) {
                SuperSlab pages = new SuperSlab(0, 0, SLOTS, pageBytes);
                pages.markDirty(first / pages.pagesPerSlot(), 1L << first % pages.pagesPerSlot());
                assertThat(pages.cleanPages(first, end - first)).isEqualTo(end - first - 1);
                assertThat(pages.markDirtyPages(first, end - first)).isEqualTo(end - first - 1);
                assertThat(pages.cleanPages(first, end - first)).isZero();
                assertThat(pages.dirtyPageCount()).isEqualTo(end - first);
            }
        }
    }

    @Test
    void isBare_aDirtyPage_isFalse() {
        SuperSlab pages = new SuperSlab(0, 0, SLOTS, 4096);
        pages.markDirty(31, 1L << 15);
        assertThat(pages.isBare()).isFalse();
    }

    @Test
    void markDirty_byRivalsOnOnePage_isCountedByOne() {
        AtomicInteger counted = new AtomicInteger();
        Rivals.race(4, rival -> {
            for (int page = 0; page < SLOTS * 16; page++) {
                counted.addAndGet(superSlab.markDirty(page / 16, 1L << page % 16));
            }
        });
        assertThat(counted.get()).isEqualTo(SLOTS * 16);
    }

    @Test
    void bornAs_theFirstTime_isNoReuse() {
        assertThat(superSlab.bornAs(4, 0)).isFalse();
    }

    @Test
    void bornAs_theSameClass_isNoReuseAcrossClasses() {
        superSlab.bornAs(4, 0);
        assertThat(superSlab.bornAs(4, 0)).isFalse();
    }

    @Test
    void bornAs_anotherClass_isReuseAcrossClasses() {
        superSlab.bornAs(4, 0);
        assertThat(superSlab.bornAs(4, SizeClasses.COUNT - 1)).isTrue();
    }

    @Test
    void bornAs_anotherSlot_knowsNothingOfTheFirst() {
        superSlab.bornAs(4, 0);
        assertThat(superSlab.bornAs(5, 1)).isFalse();
    }

    @Test
    void cachedAt_set_isRead() {
        superSlab.cachedAtNanos(-5);
        assertThat(superSlab.cachedAtNanos()).isEqualTo(-5);
    }

    @Test
    void firstSlotIndex_anyIndex_countsFromTheReservation() {
        assertThat(new SuperSlab(3, 0, 16, 4096).firstSlotIndex()).isEqualTo(48);
    }

    private static long allPages(SuperSlab superSlab) {
        return (1L << superSlab.pagesPerSlot()) - 1;
    }

    private static SuperSlab allFree(int slots) {
        SuperSlab superSlab = new SuperSlab(0, 0, slots, 4096);
        superSlab.ownedToFree(0);
        return superSlab;
    }
}
