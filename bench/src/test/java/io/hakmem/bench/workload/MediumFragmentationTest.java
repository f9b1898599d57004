package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hakmem.bench.allocator.AllocatorKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MediumFragmentationTest {
    private static final long LIVE_BYTES = 4 << 20;
    private static final MediumFragmentation JOB = new MediumFragmentation(100, 4, 42);
    private static final long MEMORY_BYTES = 64 << 20;

    @Test
    void run_anyAllocator_keepsTheBytesLiveAndFreesAll() throws InterruptedException {
        try (RealAllocator allocator = RealAllocator.of(MEMORY_BYTES)) {
            LiveAtEnd end = new LiveAtEnd(allocator);

            Outcome outcome = JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, end);

            assertThat(outcome.operations()).isEqualTo(100);
            assertThat(end.bytes)
                    .isEqualTo(outcome.figures().liveBytes())
                    .isBetween(LIVE_BYTES - MediumFragmentation.LARGEST_BYTES, LIVE_BYTES);
            assertThat(allocator.mostLiveBytes()).isEqualTo(LIVE_BYTES);
            assertThat(allocator.live()).isZero();
        }
    }

    @Test
    void run_sizes_areUniformByLogarithm() throws InterruptedException {
        try (RealAllocator allocator = RealAllocator.of(MEMORY_BYTES)) {
            new MediumFragmentation(200, 1, 42)
                    .run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);

            List<Long> drawn = allocator.sizes().subList(0, 200);
            double meanLogarithm = drawn.stream()
                    .mapToDouble(bytes -> Math.log(bytes / 8_192.0) / Math.log(128))
                    .average()
                    .orElseThrow();

            assertThat(drawn).allMatch(bytes -> bytes >= 8 << 10 && bytes < 1 << 20);
            assertThat(meanLogarithm).isCloseTo(0.5, within(0.05));
        }
    }

    /// The allocator of the test never uses an address again.
    @Test
    void run_allocatorThatMergesNothing_tellsThatTheWholeBlockIsNew() throws InterruptedException {
        try (RealAllocator allocator = RealAllocator.of(MEMORY_BYTES)) {
            WorkloadFigures figures = JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED)
                    .figures();

            assertThat(figures.wholeBlockBytes()).isEqualTo(LIVE_BYTES);
            assertThat(figures.wholeBlockNewBytes()).isBetween(LIVE_BYTES - (2 << 20) + 1, LIVE_BYTES);
        }
    }

    @Test
    void run_blocksThatShareBytes_fails() {
        try (RealAllocator allocator = RealAllocator.thatSharesBytes(MEMORY_BYTES)) {
            assertThatThrownBy(() -> JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .hasRootCauseMessage("A block did not hold what was written to its ends");
        }
    }

    @Test
    void run_blocksWithoutMemory_knowsNothingOfAddresses() throws InterruptedException {
        Outcome outcome =
                JOB.run(AllocatorKind.NULL.open(), ThreadKind.VIRTUAL, Duration.ofNanos(1), MeasuredTime.IGNORED);

        assertThat(outcome.figures().wholeBlockNewBytes()).isNull();
    }

    @Test
    void of_words_readsThemInOrder() {
        MediumFragmentation job = MediumFragmentation.of(List.of("1", "2", "3"));

        assertThat(job).isEqualTo(new MediumFragmentation(1, 2, 3));
        assertThat(MediumFragmentation.of(job.words())).isEqualTo(job);
    }

    private static final class LiveAtEnd implements MeasuredTime {
        private final RealAllocator allocator;
        private long bytes;

        LiveAtEnd(RealAllocator allocator) {
            this.allocator = allocator;
        }

        @Override
        public void begins() {
            assertThat(allocator.liveBytes()).isGreaterThan(LIVE_BYTES - MediumFragmentation.LARGEST_BYTES);
        }

        @Override
        public void ended() {
            bytes = allocator.liveBytes();
        }
    }
}
