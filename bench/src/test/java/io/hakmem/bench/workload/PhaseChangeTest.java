package io.hakmem.bench.workload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hakmem.bench.allocator.AllocatorKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PhaseChangeTest {
    private static final int FIRST_BLOCKS = (2 << 20) / 48;

    @ParameterizedTest
    @EnumSource
    void run_eitherWay_freesNineOfTenAndFillsAgain(PhaseChange.Way way) throws InterruptedException {
        PhaseChange job = new PhaseChange(way, 2, 1, 42);
        try (CheckingBlocks allocator = new CheckingBlocks(4 << 20, Long.MAX_VALUE)) {
            Moments moments = new Moments(allocator);

            Outcome outcome = job.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, moments);

            int survivors = moments.live("nine of ten freed");
            assertThat(moments.names())
                    .containsExactly("begins", "filled", "nine of ten freed", "filled again", "ended", "all freed");
            assertThat(moments.live("filled")).isEqualTo(FIRST_BLOCKS);
            assertThat(survivors).isCloseTo(FIRST_BLOCKS / 10, within(FIRST_BLOCKS / 100));
            assertThat(moments.holding("nine of ten freed").liveBytes()).isEqualTo(survivors * 48L);
            assertThat(moments.live("filled again")).isEqualTo(survivors + (1 << 20) / 320);
            assertThat(moments.live("all freed")).isZero();
            assertThat(outcome.frees()).isEqualTo(FIRST_BLOCKS - survivors);
        }
    }

    /// Blocks lie one behind the other, so a tenth of the 64 KiB stays in memory by runs, and every page by random.
    @ParameterizedTest
    @EnumSource
    void run_eitherWay_survivorsTouchPagesAsTheWaySays(PhaseChange.Way way) throws InterruptedException {
        PhaseChange job = new PhaseChange(way, 4, 1, 42);
        try (CheckingBlocks allocator = new CheckingBlocks(8 << 20, Long.MAX_VALUE)) {
            Moments moments = new Moments(allocator);

            job.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, moments);

            Holding survivors = moments.holding("nine of ten freed");
            double pagesByLive = (double) requireNonNull(survivors.pageBytes()) / survivors.liveBytes();
            assertThat(pagesByLive).isCloseTo(way == PhaseChange.Way.RUNS ? 1.0 : 10.0, within(0.2));
        }
    }

    @Test
    void run_blocksThatOverlap_workToo() throws InterruptedException {
        Outcome outcome = new PhaseChange(PhaseChange.Way.RUNS, 1, 1, 42)
                .run(AllocatorKind.NULL.open(), ThreadKind.VIRTUAL, Duration.ofNanos(1), MeasuredTime.IGNORED);

        assertThat(outcome.operations()).isEqualTo((1 << 20) / 48 + (1 << 20) / 320);
    }

    @Test
    void of_words_readsThemInOrder() {
        PhaseChange job = PhaseChange.of(List.of("random", "2", "3", "4"));

        assertThat(job).isEqualTo(new PhaseChange(PhaseChange.Way.RANDOM, 2, 3, 4));
        assertThat(PhaseChange.of(job.words())).isEqualTo(job);
    }
}
