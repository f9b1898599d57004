package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.os.FakePageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nothing is refused while there is room for it, whoever holds that for a moment or by habit.
class FalseOutOfMemoryTest {
    private static final int MEBIBYTE = 1 << 20;

    private final FakePageSource source = new FakePageSource();
    private final FakeClock clock = new FakeClock();
    private final Hakmem hakmem = new Hakmem(
            source,
            TestHakmem.options()
                    .superSlabBytes(MEBIBYTE)
                    .reservationBytes(16 * MEBIBYTE)
                    .build(),
            clock);

    @AfterEach
    void validate() {
        HeapValidator.assertValid(hakmem);
        source.close();
    }

    @Test
    void allFreeMemory_inAPurge_isWaitedFor() {
        FullAllocator.fill(hakmem, MEBIBYTE).forEach(hakmem::free);
        List<CompletableFuture<Long>> allocated = new ArrayList<>();
        source.duringPurge(() -> {
            if (allocated.isEmpty()) {
                Thread[] thread = {null};
                CompletableFuture<Long> block = new CompletableFuture<>();
                thread[0] = Thread.ofPlatform().start(() -> {
                    try {
                        block.complete(hakmem.allocate(5 * MEBIBYTE));
                    } catch (Throwable e) {
                        block.completeExceptionally(e);
                    }
                });
                while (!block.isDone() && thread[0].getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                allocated.add(block);
            }
        });
        clock.advanceNanos(1_000_000_000L);
        hakmem.parts().upkeep().look();
        assertThat(allocated).hasSize(1);
        assertThat(allocated.getFirst().join()).isPositive();
    }

    @Test
    void keptSlab_inTheMiddle_makesRoomForALongBlock() {
        FullAllocator.fill(hakmem, 8192).forEach(hakmem::free);
        assertThat(hakmem.allocate(14L * MEBIBYTE)).isPositive();
    }

    @Test
    void fewFreeBlocksHereAndThere_areFound() {
        FullAllocator.assertServesBlocksFreedHereAndThere(hakmem);
    }
}
