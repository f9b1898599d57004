package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.memory.NativeMemory;
import io.hakmem.os.FakePageSource;
import io.hakmem.pool.Commitment;
import io.hakmem.pool.MemoryLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Larger blocks made of free neighbours in slabs of smaller classes.
class CoalescingTest {
    private static final int SMALL = 48;
    private static final int LARGE = 320;
    private static final int SMALL_BLOCKS = 20 << 20 >> 6;

    /// Of this many small blocks one survives.
    private static final int EVERY = 12;

    @RegisterExtension
    final TestHakmem test = TestHakmem.checked();

    private List<Long> thinnedOut(int smallBytes, int every) {
        return thinnedOut(test.hakmem(), smallBytes, every);
    }

    private static List<Long> thinnedOut(Hakmem hakmem, int smallBytes, int every) {
        List<Long> all = new ArrayList<>();
        for (int block = 0; block < SMALL_BLOCKS; block++) {
            all.add(hakmem.allocate(smallBytes));
        }
        List<Long> survivors = new ArrayList<>();
        for (int block = 0; block < all.size(); block++) {
            if (block % every == 0) {
                NativeMemory.setLong(all.get(block), block);
                survivors.add(all.get(block));
            } else {
                hakmem.free(all.get(block));
            }
        }
        hakmem.flush();
        return survivors;
    }

    private List<Long> fill(int bytes, int count) {
        List<Long> blocks = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            long address = test.hakmem().allocate(bytes);
            fill(address, bytes, block);
            blocks.add(address);
        }
        return blocks;
    }

    private static void fill(long address, int bytes, long value) {
        for (int at = 0; at < bytes; at += 8) {
            NativeMemory.setLong(address + at, value);
        }
    }

    private static void assertHolds(List<Long> blocks, int bytes) {
        for (int block = 0; block < blocks.size(); block++) {
            for (int at = 0; at < bytes; at += 8) {
                assertThat(NativeMemory.getLong(blocks.get(block) + at)).isEqualTo(block);
            }
        }
    }

    private long committed() {
        return test.hakmem().stats().memory().committedBytes();
    }

    private void freeAll(List<Long> blocks) {
        blocks.forEach(test.hakmem()::free);
    }

    @Test
    void largerBlocks_whereNeighboursAreFree_areMadeOfThem() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        long before = committed();
        List<Long> larger = fill(LARGE, 20_000);

        assertThat(test.hits("coalesced")).isGreaterThan(15_000);
        assertThat(committed()).isLessThan(before + (2 << 20));
        assertHolds(larger, LARGE);
        for (int survivor = 0; survivor < survivors.size(); survivor++) {
            assertThat(NativeMemory.getLong(survivors.get(survivor))).isEqualTo((long) survivor * EVERY);
        }
        HeapValidator.assertValid(test.hakmem());
        freeAll(larger);
        freeAll(survivors);
        test.hakmem().trim();
        assertThat(committed()).isZero();
    }

    @Test
    void neighbours_freed_serveBothClassesAgain() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        for (int round = 0; round < 3; round++) {
            freeAll(fill(LARGE, 20_000));
            List<Long> small = fill(SMALL, 100_000);
            HeapValidator.assertValid(test.hakmem());
            assertHolds(small, SMALL);
            freeAll(small);
        }
        freeAll(survivors);
    }

    @Test
    void stats_tellWhatIsLentAndBorrowed() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);

        Stats stats = test.hakmem().stats();
        long coalesced = test.hits("coalesced");
        assertThat(sizeClass(stats, LARGE).borrowed()).isEqualTo(coalesced);
        assertThat(sizeClass(stats, SMALL).lent()).isEqualTo(7 * coalesced);
        assertThat(stats.memory().liveBytes())
                .isEqualTo((long) survivors.size() * SMALL + (long) larger.size() * LARGE);
        assertThat(sizeClass(stats, SMALL).live()).isEqualTo(survivors.size());
        freeAll(larger.reversed());
        Stats.SizeClass parked = sizeClass(test.hakmem().stats(), LARGE);
        assertThat(parked.live()).isZero();
        assertThat(parked.parked()).isPositive();
        test.hakmem().flush();
        assertThat(sizeClass(test.hakmem().stats(), SMALL).lent()).isZero();
        freeAll(survivors);
    }

    private static Stats.SizeClass sizeClass(Stats stats, int bytes) {
        return stats.sizeClasses().stream()
                .filter(candidate -> candidate.blockBytes() == bytes)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void visit_tellsEachBlockOnceWithItsLength() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);

        Map<Long, Long> expected = new HashMap<>();
        survivors.forEach(address -> expected.put(address, (long) SMALL));
        larger.forEach(address -> expected.put(address, (long) LARGE));
        Map<Long, Long> visited = new HashMap<>();
        List<Long> order = new ArrayList<>();
        test.hakmem().visitBlocks((address, bytes, perhapsFree) -> {
            assertThat(perhapsFree).isFalse();
            visited.put(address, bytes);
            order.add(address);
        });
        assertThat(visited).isEqualTo(expected);
        assertThat(order).isSorted();
        freeAll(larger);
        freeAll(survivors);
    }

    @Test
    void wrongFrees_inAndAroundBlocksOfNeighbours_areRefused() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);

        for (long address : larger.subList(19_500, 20_000)) {
            for (int at = 1; at < LARGE; at++) {
                long inside = address + at;
                if (at % 16 == 0 || at < 16) {
                    assertRefused(inside, InvalidFreeException.Kind.INTERIOR);
                }
            }
            assertThat(test.hakmem().usableSize(address)).isEqualTo(LARGE);
            assertThatThrownBy(() -> test.hakmem().free(address, SMALL))
                    .isInstanceOf(InvalidFreeException.class)
                    .hasMessageContaining("its usable size is " + LARGE);
            assertThatThrownBy(() -> test.hakmem().usableSize(address + SMALL))
                    .isInstanceOf(InvalidFreeException.class);
        }
        long freed = larger.removeLast();
        test.hakmem().free(freed, LARGE - 3);
        assertRefused(freed, InvalidFreeException.Kind.ALREADY_FREE);
        long small = survivors.removeLast();
        test.hakmem().free(small);
        assertRefused(small, InvalidFreeException.Kind.ALREADY_FREE);
        HeapValidator.assertValid(test.hakmem());
        freeAll(larger);
        freeAll(survivors);
        assertThat(test.hakmem().stats().memory().liveBytes()).isZero();
    }

    private void assertRefused(long address, InvalidFreeException.Kind kind) {
        assertThatThrownBy(() -> test.hakmem().free(address))
                .isInstanceOfSatisfying(
                        InvalidFreeException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(kind));
    }

    @Test
    void report_ofAnInteriorAddress_tellsTheBlock() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);

        assertThatThrownBy(() -> test.hakmem().free(larger.getLast() + SMALL))
                .hasMessageContaining("inside  a block of 320 bytes made of neighbours");
        freeAll(larger);
        freeAll(survivors);
    }

    @Test
    void batches_mixedWithOthers_freeBlocksOfNeighbours() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);
        survivors.addAll(larger);
        long[] all = survivors.stream().mapToLong(Long::longValue).toArray();

        assertThatThrownBy(() -> {
                    long[] twice = Arrays.copyOf(all, all.length + 1);
                    twice[all.length] = larger.get(7);
                    test.hakmem().freeBatch(twice, 0, twice.length);
                })
                .isInstanceOf(InvalidFreeException.class)
                .hasMessageContaining("1 were refused");
        assertThat(test.hakmem().stats().memory().liveBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Mover.class)
    void reallocate_ofABlockOfNeighbours_keepsItsContents(Mover mover) {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);

        for (int block = 19_000; block < larger.size(); block++) {
            long moved = test.hakmem().reallocate(larger.get(block), mover.bytes);
            for (int at = 0; at + 8 <= Math.min(LARGE, mover.bytes); at += 8) {
                assertThat(NativeMemory.getLong(moved + at)).isEqualTo(block);
            }
            larger.set(block, moved);
        }
        freeAll(larger);
        freeAll(survivors);
    }

    enum Mover {
        SHORTER(40),
        FITTING(300),
        LONGER(400),
        MUCH_LONGER(100_000);

        private final int bytes;

        Mover(int bytes) {
            this.bytes = bytes;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 4096})
    void alignedBlocks_whileNeighboursServe_areAligned(int alignment) {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 10_000);
        assertThat(test.hits("coalesced")).isPositive();
        freeAll(larger.subList(9_000, 10_000)); // some of them into the bin
        larger.subList(9_000, 10_000).clear();

        for (int block = 0; block < 1_000; block++) {
            long aligned = test.hakmem().allocate(LARGE, alignment);
            larger.add(aligned);
            assertThat(aligned % alignment).isZero();
            long zeroed = test.hakmem().allocateZeroed(LARGE, alignment);
            larger.add(zeroed);
            assertThat(zeroed % alignment).isZero();
            assertThat(HeapValidator.readsZero(zeroed, LARGE)).isTrue();
        }
        for (int block = 0; block < 10_000; block++) {
            long powerOfTwo = test.hakmem().allocate(512);
            larger.add(powerOfTwo);
            assertThat(powerOfTwo % 512).isZero();
        }
        freeAll(larger);
        freeAll(survivors);
    }

    @Test
    void blockOfNeighbours_freedIntoABin_isParkedAndServedAgain() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);
        long last = larger.removeLast();
        long before = test.hits("coalesced");
        test.hakmem().free(last);

        assertThat(HeapValidator.isParked(test.hakmem(), last)).isTrue();
        assertRefused(last, InvalidFreeException.Kind.ALREADY_FREE);
        assertThatThrownBy(() -> test.hakmem().free(last)).hasMessageContaining(", free, in heap 1 of thread");
        assertRefused(last + SMALL, InvalidFreeException.Kind.INTERIOR);
        assertThatThrownBy(() -> test.hakmem().usableSize(last))
                .isInstanceOfSatisfying(
                        InvalidFreeException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(InvalidFreeException.Kind.ALREADY_FREE));
        Set<Long> visited = new HashSet<>();
        test.hakmem().visitBlocks((address, bytes, perhapsFree) -> visited.add(address));
        assertThat(visited).hasSize(survivors.size() + larger.size()).doesNotContain(last);
        HeapValidator.assertValid(test.hakmem());
        long again = test.hakmem().allocate(LARGE);
        assertThat(again).isEqualTo(last);
        assertThat(test.hits("coalesced")).isEqualTo(before);
        larger.add(again);
        freeAll(larger);
        freeAll(survivors);
    }

    @Test
    void neighbours_givenBackAndRefilled_areStillKnownAsFree() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);
        freeAll(larger);
        test.hakmem().flush();
        Set<Long> neighbours = new HashSet<>();
        for (long address : larger) {
            for (int at = SMALL; at < LARGE; at += SMALL) {
                neighbours.add(address + at);
            }
        }
        List<Long> small = fill(SMALL, 1);
        Set<Long> parked = parked(); // the rest of the word
        for (; Collections.disjoint(parked, neighbours); parked = parked()) {
            small.add(test.hakmem().allocate(SMALL));
        }

        parked.forEach(address -> assertRefused(address, InvalidFreeException.Kind.ALREADY_FREE));
        freeAll(small);
        freeAll(survivors);
    }

    private Set<Long> parked() {
        Set<Long> parked = new HashSet<>();
        test.heaps().visit(heap -> heap.visitParked(parked::add));
        return parked;
    }

    @Test
    void blocksParkedByADeadThread_goBack() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);
        TestHakmem.inThread(() -> {
            larger.add(test.hakmem().allocate(LARGE));
            freeAll(larger.reversed());
        });
        Stats.SizeClass parked = sizeClass(test.hakmem().stats(), LARGE);
        assertThat(parked.parked()).isPositive();
        assertThat(parked.borrowed()).isPositive();
        test.hakmem().trim();

        assertThat(sizeClass(test.hakmem().stats(), LARGE).borrowed()).isZero();
        freeAll(survivors);
    }

    @Test
    void zeroedBlocks_ofNeighbours_areZero() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> zeroed = new ArrayList<>();
        for (int block = 0; block < 10_000; block++) {
            long address = test.hakmem().allocateZeroed(LARGE);
            assertThat(HeapValidator.readsZero(address, LARGE)).isTrue();
            zeroed.add(address);
        }
        assertThat(test.hits("coalesced")).isGreaterThan(1_000);
        freeAll(zeroed);
        freeAll(survivors);
    }

    @Test
    void fewFreeNeighbours_areLeftAlone() {
        List<Long> survivors = thinnedOut(SMALL, 3);
        freeAll(fill(LARGE, 20_000));

        assertThat(test.hits("coalesced")).isZero();
        freeAll(survivors);
    }

    @ParameterizedTest
    @EnumSource(Options.Checking.class)
    void levels_butHardened_serveNeighboursAndRefuseTheirInside(Options.Checking level) {
        Options options =
                TestHakmem.options().checking(level).quarantineBytes(0).build();
        try (FakePageSource source = new FakePageSource()) {
            Hakmem hakmem = new Hakmem(source, options, new FakeClock());
            List<Long> survivors = thinnedOut(hakmem, 32, EVERY);
            List<Long> larger = new ArrayList<>();
            for (int block = 0; block < 20_000; block++) {
                larger.add(hakmem.allocate(LARGE));
                fill(larger.get(block), LARGE, block);
            }
            assertThat(TestHakmem.hits(hakmem, "coalesced") > 0).isEqualTo(level != Options.Checking.HARDENED);
            assertHolds(larger, LARGE);
            long[] twice = {larger.getLast(), larger.removeLast()};
            assertThatThrownBy(() -> hakmem.freeBatch(twice, 0, 2)).isInstanceOf(InvalidFreeException.class);
            for (int at = 16; at < LARGE; at += 16) {
                long inside = larger.getLast() + at;
                assertThatThrownBy(() -> hakmem.free(inside)).isInstanceOf(InvalidFreeException.class);
            }
            HeapValidator.assertValid(hakmem);
            larger.forEach(hakmem::free);
            survivors.forEach(hakmem::free);
            assertThat(hakmem.stats().memory().liveBytes()).isZero();
        }
    }

    /// No room, and the budget does not allow the pages of the neighbours that there are.
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void neighbours_onPagesThatTheBudgetDoesNotAllow_endInARefusal() {
        try (FakePageSource source = new FakePageSource()) {
            int mebibyte = 1 << 20;
            Commitment process = new Commitment(source.pageBytes(), new MemoryLimits(8L * mebibyte, 0), null);
            Options small = TestHakmem.options()
                    .superSlabBytes(mebibyte)
                    .reservationBytes(8L * mebibyte)
                    .coalesceFromBytes(0)
                    .build();
            Hakmem hakmem = new Hakmem(source, small, MemoryLimits.NONE, process, new FakeClock());
            Hakmem other =
                    new Hakmem(source, TestHakmem.options().build(), MemoryLimits.NONE, process, new FakeClock());
            List<Long> blocks = FullAllocator.fill(hakmem, SMALL);
            for (int block = 0; block < blocks.size(); block++) {
                if (block % 300 != 0) {
                    hakmem.free(blocks.get(block));
                }
            }
            hakmem.trim();
            List<Long> pages = FullAllocator.fill(other, 40_000);
            pages.addAll(FullAllocator.fill(other, source.pageBytes()));

            List<Long> larger = FullAllocator.fill(hakmem, LARGE);
            HeapValidator.assertValid(hakmem);
            pages.forEach(other::free);
            other.trim();
            assertThat(FullAllocator.fill(hakmem, LARGE).size()).isGreaterThan(larger.size());
            HeapValidator.assertValid(hakmem);
            HeapValidator.assertValid(other);
        }
    }

    @Test
    void blocksFreedByOthers_goBack() {
        List<Long> survivors = thinnedOut(SMALL, EVERY);
        List<Long> larger = fill(LARGE, 20_000);
        TestHakmem.inThread(() -> freeAll(larger));
        TestHakmem.inVirtualThread(() -> freeAll(survivors));
        test.hakmem().trim();

        assertThat(test.hakmem().stats().memory().liveBytes()).isZero();
    }
}
