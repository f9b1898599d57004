package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class XmallocTestTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final int MEMORY_BYTES = 64 << 20;

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void run_anyThreads_freesEachBatchElsewhereAndTheRest(ThreadKind threads) throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, MEMORY_BYTES)) {
            Outcome outcome =
                    new XmallocTest(SHORT, 2, 8).run(allocator, threads, Duration.ZERO, new Moments(allocator));

            assertThat(outcome.operations()).isPositive().matches(count -> count % 4_096 == 0);
            assertThat(outcome.frees()).isEqualTo(outcome.operations() + outcome.operations() / 4_096);
            assertThat(outcome.handedOverFrees()).isEqualTo(outcome.frees());
            assertThat(allocator.frees()).isGreaterThanOrEqualTo(outcome.frees());
            assertThat(allocator.live()).isZero();
        }
    }

    @Test
    void run_allocatorFailsInAThread_failsWithItsError() {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, 1 << 20)) {
            assertThatThrownBy(() -> new XmallocTest(Duration.ofHours(1), 1, 2_048)
                            .run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .isInstanceOf(WorkloadFailure.class)
                    .hasRootCauseMessage("as the test wants it");
        }
    }

    @Test
    void of_words_readsThemInOrder() {
        XmallocTest job = XmallocTest.of(List.of("2", "3", "64"));

        assertThat(job).isEqualTo(new XmallocTest(Duration.ofSeconds(2), 3, 64));
        assertThat(XmallocTest.of(job.words())).isEqualTo(job);
    }
}
