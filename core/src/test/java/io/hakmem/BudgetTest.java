package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.os.FakePageSource;
import io.hakmem.pool.Commitment;
import io.hakmem.pool.MemoryLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A budget holds at every moment, and refuses nothing while free memory could serve it.
class BudgetTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final long LIMIT = 4 * MEBIBYTE;

    private final FakePageSource source = new FakePageSource();
    private final Commitment process = new Commitment(source.pageBytes(), new MemoryLimits(6 * MEBIBYTE, 0), null);
    private final Hakmem hakmem = allocator(LIMIT);
    private final Hakmem other = allocator(LIMIT);

    private Hakmem allocator(long limitBytes) {
        return new Hakmem(
                source,
                TestHakmem.options()
                        .superSlabBytes(MEBIBYTE)
                        .reservationBytes(64L * MEBIBYTE)
                        .build(),
                new MemoryLimits(limitBytes, 0),
                process,
                new FakeClock());
    }

    @AfterEach
    void validate() {
        HeapValidator.assertValid(hakmem);
        HeapValidator.assertValid(other);
        source.close();
    }

    private static long committed(Hakmem hakmem) {
        return hakmem.stats().memory().committedBytes();
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 48, 1024, 5000, 8192, 9000, 40_000, 65_536, 100_000, MEBIBYTE, MEBIBYTE + 4096})
    void blocks_upToTheLimit_areServedAndThenRefused(long bytes) {
        List<Long> blocks = FullAllocator.fill(hakmem, bytes);
        long usable = hakmem.goodSize(bytes);
        assertThat(blocks.size() * usable).isGreaterThan(LIMIT - usable - LIMIT / 16);
        assertThat(hakmem.stats().memory().peakCommittedBytes()).isLessThanOrEqualTo(LIMIT);
        blocks.forEach(hakmem::free);
        assertThat(FullAllocator.fill(hakmem, bytes)).hasSameSizeAs(blocks);
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 48, 1024, 5000, 8192, 9000, 40_000, 65_536, 100_000, MEBIBYTE})
    void freeMemory_ofAnySize_paysForAnyOther(long bytes) {
        for (long before : new long[] {16, 3000, 20_000, 40_000, 200_000, 2 * MEBIBYTE}) {
            FullAllocator.fill(hakmem, before).forEach(hakmem::free);
            long block = hakmem.allocate(bytes);
            hakmem.free(block);
            hakmem.free(hakmem.allocate(LIMIT - MEBIBYTE));
        }
    }

    @Test
    void fewFreeBlocksHereAndThere_areFoundOnPagesThatArePaidFor() {
        FullAllocator.assertServesBlocksFreedHereAndThere(hakmem);
    }

    @Test
    void block_longerThanTheLimit_isRefusedAtOnce() {
        assertThatThrownBy(() -> hakmem.allocate(LIMIT + 1)).isInstanceOf(NativeOutOfMemoryError.class);
        assertThat(committed(hakmem)).isZero();
        hakmem.free(hakmem.allocate(LIMIT));
    }

    @Test
    void virtualThreads_andBatches_keepTheLimit() {
        TestHakmem.inVirtualThread(() -> FullAllocator.fill(hakmem, 700).forEach(hakmem::free));
        long[] batch = new long[20_000];
        assertThatThrownBy(() -> hakmem.allocateBatch(1000, batch, 0, batch.length))
                .isInstanceOf(NativeOutOfMemoryError.class);
        assertThat(batch).containsOnly(0);
        hakmem.allocateBatch(1000, batch, 0, 3000);
        hakmem.freeBatch(batch, 0, 3000);
    }

    @Test
    void blockThatGrows_beyondTheLimit_staysAsItIs() {
        long block = hakmem.allocate(3 * MEBIBYTE);
        long filler = hakmem.allocate(MEBIBYTE / 2);
        assertThatThrownBy(() -> hakmem.reallocate(block, 3 * MEBIBYTE + MEBIBYTE / 2 + 4096))
                .isInstanceOf(NativeOutOfMemoryError.class);
        assertThat(hakmem.usableSize(block)).isEqualTo(3 * MEBIBYTE);
        hakmem.free(filler);
        long moved = hakmem.reallocate(block, 3 * MEBIBYTE + MEBIBYTE / 2 + 4096);
        assertThat(hakmem.usableSize(moved)).isEqualTo(3 * MEBIBYTE + MEBIBYTE / 2 + 4096);
        hakmem.free(moved);
    }

    @Test
    void blockOfPagesThatGrows_whereTheBudgetEnds_staysAsItIs() {
        long block = hakmem.allocate(50_000);
        FullAllocator.fill(hakmem, 16_384);
        FullAllocator.fill(hakmem, 4096);
        assertThatThrownBy(() -> hakmem.reallocate(block, 250_000)).isInstanceOf(NativeOutOfMemoryError.class);
        assertThatThrownBy(() -> hakmem.reallocate(block, 54_000)).isInstanceOf(NativeOutOfMemoryError.class);
        assertThat(hakmem.usableSize(block)).isEqualTo(53_248);
    }

    @Test
    void limitOfTheProcess_holdsForAllAllocators() {
        List<Long> blocks = FullAllocator.fill(hakmem, 100_000);
        List<Long> others = FullAllocator.fill(other, 100_000);
        assertThat(process.committedBytes()).isEqualTo(committed(hakmem) + committed(other));
        assertThat(process.peakBytes()).isLessThanOrEqualTo(6 * MEBIBYTE);
        assertThat(others.size()).isBetween(blocks.size() / 3, blocks.size());
        blocks.forEach(hakmem::free);
        hakmem.trim();
        others.add(other.allocate(100_000));
        others.forEach(other::free);
        other.trim();
        assertThat(process.committedBytes()).isZero();
    }

    @Test
    void threads_thatFreeWhenRefused_findTheirMemoryAgain() throws InterruptedException {
        long seed = Seed.fresh();
        Thread[] threads = new Thread[4];
        List<Throwable> failures = new ArrayList<>();
        for (int number = 0; number < threads.length; number++) {
            Random random = new Random(seed + number);
            threads[number] = Thread.ofPlatform().start(() -> {
                try {
                    fillAndFree(random);
                } catch (Throwable e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).as("seed %d", seed).isEmpty();
        assertThat(hakmem.stats().memory().peakCommittedBytes()).isLessThanOrEqualTo(LIMIT);
        hakmem.trim();
        assertThat(committed(hakmem)).isZero();
    }

    /// An equal part of the budget is always to be had, if nobody takes more: the rest is for what others park.
    private void fillAndFree(Random random) {
        long share = LIMIT / 4 - MEBIBYTE / 4;
        for (int round = 0; round < 40; round++) {
            long bytes = new long[] {64, 1000, 8000, 12_000, 70_000, 300_000}[random.nextInt(6)];
            List<Long> blocks = new ArrayList<>();
            long count = random.nextInt((int) (share / hakmem.goodSize(bytes)));
            for (long taken = 0; taken < count; taken++) {
                try {
                    blocks.add(hakmem.allocate(bytes));
                } catch (NativeOutOfMemoryError e) {
                    long live = hakmem.stats().memory().liveBytes();
                    assertThat(live).as("live bytes at a refusal").isGreaterThan(LIMIT / 4);
                    break;
                }
            }
            blocks.forEach(hakmem::free);
        }
    }
}
