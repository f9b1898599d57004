package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReallocGrowthTest {
    private static final long LAST_BYTES = 64 << 20;

    /// From 16 bytes to 64 MiB there are 22 doublings; all sizes but the last one sum up to 64 MiB less 16.
    private static final int DOUBLINGS = 22;

    private static final long MEMORY_BYTES = 2 * LAST_BYTES;

    @Test
    void run_doubling_movesEachSizeOnce() throws InterruptedException {
        try (RealAllocator allocator = RealAllocator.of(MEMORY_BYTES)) {
            Outcome outcome =
                    new ReallocGrowth(0, 1).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);

            assertThat(outcome.operations()).isEqualTo(DOUBLINGS);
            assertThat(outcome.frees()).isEqualTo(DOUBLINGS);
            assertThat(outcome.figures().movedBytes()).isEqualTo(LAST_BYTES - 16);
            assertThat(allocator.sizes()).contains(16L, 32L, LAST_BYTES).hasSize(DOUBLINGS + 1);
            assertThat(allocator.live()).isZero();
        }
    }

    @Test
    void grown_step_endsAtTheLastSize() {
        ReallocGrowth job = new ReallocGrowth(4_096, 1);

        assertThat(job.grown(16)).isEqualTo(4_112);
        assertThat(job.grown(LAST_BYTES - 4_080)).isEqualTo(LAST_BYTES);
    }

    @Test
    void run_moveThatLosesContents_fails() {
        try (RealAllocator allocator = RealAllocator.thatForgetsToCopy(MEMORY_BYTES)) {
            assertThatThrownBy(() -> new ReallocGrowth(0, 1)
                            .run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .hasRootCauseMessage("A block that grew did not hold what was written to it before");
        }
    }

    @Test
    void of_words_readsThemInOrder() {
        ReallocGrowth job = ReallocGrowth.of(List.of("0", "2"));

        assertThat(job).isEqualTo(new ReallocGrowth(0, 2));
        assertThat(ReallocGrowth.of(job.words())).isEqualTo(job);
    }
}
