package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.AllocatorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The expected sizes and counts are those of the original's loop, compiled from C++ by GCC 12.
final class MallocLargeTest {
    private static final MallocLarge SMALL = new MallocLarge(50, 4, 5_000, 20_000, 42);
    private static final long MEMORY_BYTES = 4 << 20;

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void run_defaults_drawsTheOriginalsSizes(ThreadKind threads) throws InterruptedException {
        NoMemory allocator = new NoMemory();

        Outcome outcome =
                MallocLarge.of(MallocLarge.defaultWords()).run(allocator, threads, Duration.ZERO, MeasuredTime.IGNORED);

        assertThat(allocator.sizes.subList(0, 6))
                .containsExactly(21_947_597L, 9_089_786L, 21_594_186L, 17_759_735L, 14_592_671L, 7_339_506L);
        assertThat(allocator.sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(31_879_034_246L);
        assertThat(outcome.operations()).isEqualTo(2_000);
        assertThat(outcome.frees()).isEqualTo(1_980);
        assertThat(outcome.figures().liveBytes()).isEqualTo(295_589_406);
        assertThat(allocator.frees).isEqualTo(2_000);
    }

    @Test
    void run_smallBlocks_allocatesTheNewOneFirstAndFreesAll() throws InterruptedException {
        try (RealAllocator allocator = RealAllocator.of(MEMORY_BYTES)) {
            Outcome outcome = SMALL.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);

            assertThat(outcome.figures().liveBytes()).isBetween(4 * 5_000L, 4 * 20_000L);
            assertThat(allocator.mostLiveBytes())
                    .isGreaterThan(outcome.figures().liveBytes());
            assertThat(allocator.live()).isZero();
        }
    }

    @Test
    void run_warmUp_isNotCounted() throws InterruptedException {
        NoMemory allocator = new NoMemory();

        Outcome outcome = SMALL.run(allocator, ThreadKind.PLATFORM, Duration.ofMillis(10), MeasuredTime.IGNORED);

        assertThat(outcome.frees()).isEqualTo(46);
        assertThat(allocator.sizes).hasSizeGreaterThan(50);
        assertThat(allocator.frees).isEqualTo(allocator.sizes.size());
    }

    @Test
    void run_blockThatIsNotZeroed_fails() {
        try (RealAllocator allocator = RealAllocator.thatForgetsToZero(MEMORY_BYTES)) {
            assertThatThrownBy(() -> SMALL.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .hasRootCauseMessage("A block that must be zeroed held something else");
        }
    }

    @Test
    void of_words_readsThemInOrder() {
        MallocLarge job = MallocLarge.of(List.of("1", "2", "3", "4", "5"));

        assertThat(job).isEqualTo(new MallocLarge(1, 2, 3, 4, 5));
        assertThat(MallocLarge.of(job.words())).isEqualTo(job);
    }

    @Test
    void of_minAboveMax_isRefused() {
        assertThatThrownBy(() -> MallocLarge.of(List.of("1", "2", "4", "3", "5")))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("MIN must be at most MAX, but was 4 above 3.");
    }

    /// Remembers sizes; its blocks overlap, so the workload touches nothing.
    private static final class NoMemory implements Allocator {
        private final Allocator blocks = AllocatorKind.NULL.open();
        private final List<Long> sizes = new ArrayList<>();
        private int frees;

        @Override
        public long allocate(long bytes) {
            throw new AssertionError("the job wants zeroed blocks");
        }

        @Override
        public long allocateZeroed(long bytes) {
            sizes.add(bytes);
            return blocks.allocate(bytes);
        }

        @Override
        public long reallocate(long address, long bytes) {
            throw new AssertionError("the job reallocates nothing");
        }

        @Override
        public void free(long address) {
            frees++;
        }

        @Override
        public boolean overlaps() {
            return true;
        }
    }
}
