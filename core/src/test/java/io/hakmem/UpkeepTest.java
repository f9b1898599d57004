package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What comes back in time, by looks on a fake clock.
class UpkeepTest {
    private static final long LOOK_NANOS = 250_000_000L;
    private static final int WARM_BYTES = 2 << 20;
    private static final int BLOCK = 48;
    private static final int BLOCKS = 400_000;

    @RegisterExtension
    final TestHakmem test = TestHakmem.checked();

    @Test
    void freePages_betweenLiveBlocks_goBackWithinTheirTime() throws InterruptedException {
        List<Long> survivors = allButSomeFreed();
        looksFor(2_000);
        assertThat(committed()).isLessThan(survivors.size() * 4096L + WARM_BYTES);
        assertContents(survivors);
    }

    @Test
    void freePages_beforeTheirTime_stay() throws InterruptedException {
        allButSomeFreed();
        long before = committed();
        looksFor(500);
        assertThat(committed()).isEqualTo(before);
    }

    @Test
    void pagesThatWentBack_servedAgain_areCommittedAgain() throws InterruptedException {
        List<Long> survivors = allButSomeFreed();
        looksFor(2_000);
        for (int i = 0; i < BLOCKS; i++) {
            long address = test.hakmem().allocate(BLOCK);
            NativeMemory.setLong(address, -1);
        }
        assertContents(survivors);
        assertThat(committed()).isGreaterThanOrEqualTo((long) BLOCK * BLOCKS);
    }

    @Test
    void sleepersBlocks_areTakenBackAndItsNextOnesAreIts() throws InterruptedException {
        try (LivingThread sleeper = new LivingThread()) {
            long[] address = new long[1];
            sleeper.run(() -> {
                List<Long> blocks = allocate(2_000);
                address[0] = blocks.removeFirst();
                blocks.forEach(test.hakmem()::free);
            });
            assertThat(test.hakmem().stats().memory().parkedBytes()).isPositive();
            looksFor(4_000);
            assertThat(test.hakmem().stats().memory().parkedBytes()).isZero();
            sleeper.run(() -> {
                List<Long> blocks = allocate(2_000);
                blocks.forEach(test.hakmem()::free);
                test.hakmem().free(address[0]);
            });
            assertThat(TestHakmem.heaps(test.hakmem())).isEqualTo(1);
        }
    }

    @Test
    void sleepersHandle_worksAfterItsHeapWasTaken() throws InterruptedException {
        try (LivingThread sleeper = new LivingThread()) {
            HakmemHeap[] handle = new HakmemHeap[1];
            sleeper.run(() -> {
                handle[0] = test.hakmem().heap();
                handle[0].free(handle[0].allocate(BLOCK));
            });
            looksFor(4_000);
            List<Long> mine = allocate(100);
            sleeper.run(() -> {
                List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    blocks.add(handle[0].allocate(BLOCK));
                }
                assertThat(blocks).doesNotContainAnyElementsOf(mine).doesNotHaveDuplicates();
                blocks.forEach(handle[0]::free);
            });
        }
    }

    @Test
    void leftHeaps_areDrainedWithoutACall() throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(() -> allocate(2_000).forEach(test.hakmem()::free));
        thread.join();
        assertThat(test.hakmem().stats().memory().parkedBytes()).isPositive();
        looksFor(2_000);
        assertThat(test.hakmem().stats().memory().parkedBytes()).isZero();
    }

    @Test
    void secondFree_whileAPurgeHoldsTheBlock_isTold() {
        long[] blocks = new long[1_300];
        test.hakmem().allocateBatch(BLOCK, blocks, 0, blocks.length);
        test.hakmem().freeBatch(blocks, 1, blocks.length - 1);
        int[] purges = {0};
        test.source().duringPurge(() -> {
            if (purges[0]++ == 0) {
                test.hakmem().freeBatch(blocks, 650, 1);
            }
        });
        test.hakmem().trim();
        assertThat(purges[0]).isPositive();
        assertThat(test.hakmem().stats().notes())
                .anyMatch(note -> note.contains("freed twice") && note.endsWith(" 1."));
    }

    @Test
    void everythingFreed_nothingWaits() throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(() -> allocate(BLOCKS).forEach(test.hakmem()::free));
        thread.join();
        looksFor(3_000);
        assertThat(looksFor(750)).as("something waits").isFalse();
        assertThat(committed()).isLessThanOrEqualTo(WARM_BYTES);
    }

    /// Blocks of which one in a thousand survives, on a thread that ended.
    private List<Long> allButSomeFreed() throws InterruptedException {
        List<Long> survivors = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            List<Long> blocks = allocate(BLOCKS);
            for (int i = 0; i < BLOCKS; i++) {
                if (i % 1_000 == 0) {
                    NativeMemory.setLong(blocks.get(i), blocks.get(i));
                    survivors.add(blocks.get(i));
                } else {
                    test.hakmem().free(blocks.get(i));
                }
            }
        });
        thread.join();
        return survivors;
    }

    private static void assertContents(List<Long> survivors) {
        survivors.forEach(block -> assertThat(NativeMemory.getLong(block)).isEqualTo(block));
    }

    private List<Long> allocate(int count) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(test.hakmem().allocate(BLOCK));
        }
        return blocks;
    }

    private long committed() {
        return test.hakmem().stats().memory().committedBytes();
    }

    /// Whether each look said that something waits.
    private boolean looksFor(long millis) {
        boolean always = true;
        for (long nanos = 0; nanos < millis * 1_000_000L; nanos += LOOK_NANOS) {
            test.clock().advanceNanos(LOOK_NANOS);
            always &= test.hakmem().parts().upkeep().look();
        }
        return always;
    }
}
