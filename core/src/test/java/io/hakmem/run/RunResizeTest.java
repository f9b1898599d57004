package io.hakmem.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Seed;
import io.hakmem.memory.NativeMemory;
import io.hakmem.os.PageSource;
import io.hakmem.pool.TestPool;
import io.hakmem.size.SizeClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Blocks that grow into free neighbours and shrink where they are; lengths in pages.
final class RunResizeTest {
    private static final int PAGE = PageSource.ofThisMachine().pageBytes();
    private static final int SLOT = SizeClasses.SLAB_BYTES / PAGE;
    private static final int SUPER_SLAB = TestPool.SUPER_SLAB_BYTES / PAGE;

    private final TestPool test = new TestPool();
    private final RunAllocator runs = new RunAllocator(test.space, test.pool, test.counters, () -> {}, () -> {});
    private final List<Long> live = new ArrayList<>();

    @AfterEach
    void allMemoryComesBack() {
        test.source.allowAll();
        live.forEach(runs::free);
        test.slots.evictAll();
        int unused = test.unused();
        long committed = test.committedBytes();
        boolean valid = test.isValid();
        test.close();
        assertThat(unused).as("unused SuperSlabs").isEqualTo(TestPool.USABLE);
        assertThat(committed).as("committed bytes").isZero();
        assertThat(valid).as("bitmaps, tables and commitment agree").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 5",
        "3, 15",
        "16, 17",
        "16, 31",
        "16, 32",
        "17, 18",
        "17, 31",
        "17, 32",
        "17, 40",
        "20, 256",
        "33, 512",
        "256, 257",
        "256, 512",
        "300, 301",
        "300, 700",
        "512, 2000"
    })
    void resizeInPlace_freeNeighbours_growsAndShrinksBack(int small, int large) {
        long address = allocate(small);
        assertThat(resize(address, large)).isTrue();
        assertThat(pages(address)).isEqualTo(large);
        assertThat(test.committedBytes()).isEqualTo((long) large * PAGE);
        assertThat(resize(address, small)).isTrue();
        assertThat(pages(address)).isEqualTo(small);
        assertThat(test.isValid()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "16, 15", "40, 7", "300, 3", "600, 16", "600, 17", "600, 255", "600, 256", "600, 257"})
    void resizeInPlace_smaller_leavesTheRestToOthers(int large, int small) {
        long address = allocate(large);
        assertThat(resize(address, small)).isTrue();
        assertThat(pages(address)).isEqualTo(small);
        assertThat(runs.free(address)).isNull();
        live.clear();
        assertThat(test.slots.acquired() - test.slots.released()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3, 10", "16, 32", "20, 40", "256, 300", "300, 600"})
    void resizeInPlace_aNeighbourIsTaken_changesNothing(int small, int large) {
        long address = allocate(small);
        allocate(small);
        long committed = test.committedBytes();
        assertThat(resize(address, large)).isFalse();
        assertThat(pages(address)).isEqualTo(small);
        assertThat(test.committedBytes()).isEqualTo(committed);
    }

    @Test
    void resizeInPlace_behindTheReservation_changesNothing() {
        long address = allocate(TestPool.USABLE * SUPER_SLAB - 1);
        assertThat(resize(address, TestPool.USABLE * SUPER_SLAB)).isTrue();
        assertThat(resize(address, TestPool.USABLE * SUPER_SLAB + 1)).isFalse();
        assertThat(resize(address, Integer.MAX_VALUE)).isFalse();
        assertThat(pages(address)).isEqualTo(TestPool.USABLE * SUPER_SLAB);
    }

    @Test
    void resizeInPlace_noBlock_isFalse() {
        long address = allocate(40);
        assertThat(resize(address + PAGE, 3)).isFalse();
        assertThat(resize(address + (long) SLOT * PAGE, 3)).isFalse();
        assertThat(resize(16, 3)).isFalse();
        runs.free(address);
        live.clear();
        assertThat(resize(address, 3)).isFalse();
    }

    @Test
    void resizeInPlace_anyScript_neverOverlapsAndKeepsTheContent() {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        List<long[]> blocks = new ArrayList<>();
        int resized = 0;
        for (int step = 0; step < 3_000; step++) {
            int pages = 1 + random.nextInt(random.nextInt(8) == 0 ? 2 * SUPER_SLAB : 4 * SLOT);
            int action = blocks.isEmpty() ? 0 : random.nextInt(3);
            if (action == 0) {
                long address = runs.allocate((long) pages * PAGE, PAGE);
                if (address != 0) {
                    blocks.add(new long[] {address, 0});
                    write(blocks.getLast(), pages, random.nextLong());
                }
            } else {
                long[] block = blocks.get(random.nextInt(blocks.size()));
                assertThat(NativeMemory.getLong(block[0]) ^ block[0])
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(block[1]);
                long end = block[0] + runs.usableBytes(block[0]) - Long.BYTES;
                assertThat(NativeMemory.getLong(end) ^ end)
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(block[1]);
                if (action == 1) {
                    assertThat(runs.free(block[0])).isNull();
                    blocks.remove(block);
                } else if (resize(block[0], pages)) {
                    resized++;
                    assertThat(pages(block[0]))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(pages);
                    assertThat(NativeMemory.getLong(block[0]) ^ block[0]).isEqualTo(block[1]);
                    write(block, pages, block[1]);
                }
            }
            if (step % 100 == 0) {
                assertThat(test.isValid()).as("seed %d, step %d", seed, step).isTrue();
            }
        }
        blocks.forEach(block -> live.add(block[0]));
        assertThat(resized).as("blocks resized, seed %d", seed).isPositive();
    }

    /// Marks the first and the last word of a block.
    private static void write(long[] block, int pages, long mark) {
        block[1] = mark;
        long end = block[0] + (long) pages * PAGE - Long.BYTES;
        NativeMemory.setLong(block[0], mark ^ block[0]);
        NativeMemory.setLong(end, mark ^ end);
    }

    private boolean resize(long address, int pages) {
        return runs.resizeInPlace(address, (long) pages * PAGE);
    }

    private int pages(long address) {
        return (int) (runs.usableBytes(address) / PAGE);
    }

    private long allocate(int pages) {
        long address = runs.allocate((long) pages * PAGE, PAGE);
        assertThat(address).isNotZero();
        live.add(address);
        return address;
    }
}
