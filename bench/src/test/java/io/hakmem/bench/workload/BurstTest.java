package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.bench.allocator.AllocatorKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BurstTest {
    private static final Burst JOB = new Burst(2, 4, Duration.ofSeconds(8), 42);
    private static final long MEMORY_BYTES = 4 << 20;

    @ParameterizedTest
    @EnumSource
    void run_anyThreads_leavesOneBlockOfEachSlabThenNone(ThreadKind threads) throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Moments moments = new Moments(allocator);

            Outcome outcome = JOB.run(allocator, threads, Duration.ZERO, moments);

            assertThat(moments.names()).containsExactly("begins", Burst.FULL, Burst.SILENCE, "ended", Burst.FREED);
            assertThat(moments.live(Burst.FULL)).isEqualTo((int) outcome.operations());
            assertThat(moments.holding(Burst.FULL).liveBytes()).isBetween((2L << 20) - 4 * 32 * 1024, 2L << 20);
            assertThat(moments.live(Burst.SILENCE)).isEqualTo((int) (outcome.operations() - outcome.frees()));
            assertThat(moments.live(Burst.FREED)).isZero();
        }
    }

    /// The four threads are in turn at the allocator of the test, so each 64 KiB may have a survivor of each.
    @Test
    void run_survivors_touchSomePagesOfEachSlab() throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Moments moments = new Moments(allocator);

            JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, moments);

            Holding survivors = moments.holding(Burst.SILENCE);
            assertThat(survivors.pageBytes()).isBetween(30L * 4_096, 2L << 20);
            assertThat(survivors.pageBytes()).isGreaterThanOrEqualTo(survivors.liveBytes());
        }
    }

    @Test
    void run_frees_areTheirOwnThreadsAndThenOneOther() throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Moments moments = new Moments(allocator);

            Outcome outcome = JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, moments);

            List<Thread> freeing = allocator.freeingThreads();
            List<Thread> owners = freeing.subList(0, (int) outcome.frees());
            List<Thread> others = freeing.subList((int) outcome.frees(), freeing.size());
            assertThat(new HashSet<>(owners)).hasSize(4).doesNotContain(others.getFirst());
            assertThat(new HashSet<>(others)).hasSize(1);
        }
    }

    @Test
    void run_allocatorThatRefuses_failsAndEndsAllThreads() {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, 1 << 20)) {
            assertThatThrownBy(() -> JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, new Moments(allocator)))
                    .isInstanceOf(WorkloadFailure.class)
                    .hasRootCauseMessage("as the test wants it");
        }
    }

    @Test
    void run_blocksThatOverlap_workToo() throws InterruptedException {
        Outcome outcome =
                JOB.run(AllocatorKind.NULL.open(), ThreadKind.VIRTUAL, Duration.ofNanos(1), MeasuredTime.IGNORED);

        assertThat(outcome.operations()).isPositive();
    }

    @Test
    void oneOfEachSlab_sortedBlocks_choosesOneOfEach64KiB() {
        long[] blocks = {
            BlockWord.of(0x10000, 16), BlockWord.of(0x1fff0, 16), BlockWord.of(0x20000, 16), BlockWord.of(0x50010, 16)
        };

        long[] chosen = BurstShare.oneOfEachSlab(blocks, new Mt19937(1));

        assertThat(chosen).hasSize(3).isSorted();
        assertThat(Arrays.stream(chosen).map(block -> BlockWord.address(block) >>> 16))
                .containsExactly(1L, 2L, 5L);
    }

    @Test
    void oneOfEachSlab_manySeeds_choosesEveryBlockSometimes() {
        long[] blocks = {BlockWord.of(0x10000, 16), BlockWord.of(0x10010, 16), BlockWord.of(0x10020, 16)};
        HashSet<Long> chosen = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            chosen.add(BurstShare.oneOfEachSlab(blocks, new Mt19937(seed))[0]);
        }

        assertThat(chosen).hasSize(3);
    }

    @Test
    void of_words_readsThemInOrder() {
        Burst job = Burst.of(List.of("1", "2", "3.5", "4"));

        assertThat(job).isEqualTo(new Burst(1, 2, Duration.ofMillis(3_500), 4));
        assertThat(Burst.of(job.words())).isEqualTo(job);
        assertThat(Burst.of(Burst.defaultWords())).isEqualTo(new Burst(1_024, 8, Duration.ofSeconds(8), 42));
    }
}
