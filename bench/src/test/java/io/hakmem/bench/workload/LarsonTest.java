package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LarsonTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    private final CheckingAllocator allocator = new CheckingAllocator();
    private final Ends ends = new Ends(allocator);

    /// The sizes that the C program draws with seed 4141: 6 blocks, a permutation, 24 replacements, then the first
    /// draws of the only thread.
    @Test
    void run_oneThread_drawsTheOriginalsSizes() throws InterruptedException {
        job(8, 100, 6, 1, 4141, 1).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(allocator.firstSizes())
                .startsWith(
                        44L, 32L, 60L, 58L, 51L, 56L, 26L, 66L, 78L, 48L, 84L, 38L, 65L, 73L, 37L, 94L, 28L, 77L, 29L,
                        17L, 8L, 42L, 42L, 68L, 91L, 99L, 60L, 30L, 15L, 89L);
    }

    /// The hot loop spells the generator out; its draws must be those of [Lran2].
    @Test
    void run_oneThread_continuesWithTheSeedDrawnAfterTheWarmUp() throws InterruptedException {
        Larson job = job(8, 100, 6, 10, 4141, 1);
        Lran2 main = new Lran2(4141);
        IntStream.range(0, 60).forEach(draw -> main.next());
        Lran2 thread = new Lran2(main.next());
        Long[] expected = IntStream.range(0, 60)
                .mapToObj(operation -> {
                    thread.next();
                    return (long) job.drawSize(thread);
                })
                .toArray(Long[]::new);

        job.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(allocator.firstSizes().subList(30, 90)).containsExactly(expected);
    }

    @Test
    void run_minAboveMax_drawsFromMinUpwardAsC() throws InterruptedException {
        job(5, 1, 100, 10, 10000, 2).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(allocator.firstSizes()).startsWith(8L, 7L, 8L, 5L, 7L, 7L, 6L, 7L, 7L, 7L, 8L, 6L);
        assertThat(allocator.smallest()).isEqualTo(5);
        assertThat(allocator.largest()).isEqualTo(8);
    }

    @Test
    void run_minEqualsMax_drawsOnlyThatSize() throws InterruptedException {
        job(64, 64, 10, 10, 1, 1).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(allocator.smallest()).isEqualTo(64);
        assertThat(allocator.largest()).isEqualTo(64);
    }

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void run_anyThreads_countsTheFreesOfTheMeasuredTimeAndFreesTheRest(ThreadKind threads) throws InterruptedException {
        Outcome outcome = job(8, 128, 64, 1, 12345, 4).run(allocator, threads, Duration.ZERO, ends);

        assertThat(outcome.frees()).isEqualTo(ends.freesMeanwhile()).isEqualTo(outcome.operations());
        assertThat(ends.liveAtEnd()).isEqualTo(4 * 64);
        assertThat(allocator.live()).isZero();
        assertThat(outcome.nanos()).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void run_sizeRange_staysBelowMax() throws InterruptedException {
        job(8, 16, 100, 10, 7, 2).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(allocator.smallest()).isEqualTo(8);
        assertThat(allocator.largest()).isEqualTo(15);
    }

    @Test
    void run_oneByteBlocks_areNotOverrun() throws InterruptedException {
        job(1, 1, 50, 10, 7, 1).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(allocator.live()).isZero();
    }

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void run_threadLife_endsAfterRoundsTimesChunksOperations(ThreadKind threads) throws InterruptedException {
        Outcome outcome = job(8, 128, 50, 3, 1, 2).run(allocator, threads, Duration.ZERO, ends);

        long lives = allocator.threadLives() - 1L;
        assertThat(lives).isGreaterThan(2);
        assertThat(outcome.operations()).isBetween((lives - 2) * 150, lives * 150);
    }

    @Test
    void run_oneRound_handsOver63Percent() throws InterruptedException {
        Outcome outcome = job(8, 128, 256, 1, 12345, 2).run(allocator, ThreadKind.VIRTUAL, Duration.ZERO, ends);

        assertThat(handedOverShare(outcome)).isCloseTo(0.632, within(0.03));
    }

    @Test
    void run_hundredRounds_handsOverOnePercent() throws InterruptedException {
        Outcome outcome = job(8, 128, 20, 100, 12345, 2).run(allocator, ThreadKind.VIRTUAL, Duration.ZERO, ends);

        assertThat(handedOverShare(outcome)).isBetween(0.008, 0.03);
    }

    @Test
    void run_allocatorFailsInAThread_failsWithItsError() {
        allocator.failAtAllocation(2_000);

        assertThatThrownBy(() -> job(8, 128, 100, 1, 1, 2).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends))
                .isInstanceOf(WorkloadFailure.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class)
                .hasRootCauseMessage("as the test wants it");
    }

    @Test
    void run_warmUp_isNotCounted() throws InterruptedException {
        Outcome outcome = job(8, 128, 100, 1, 1, 2).run(allocator, ThreadKind.PLATFORM, Duration.ofMillis(20), ends);

        assertThat(allocator.allocations()).isGreaterThan(outcome.operations() + 2 * 5 * 200);
        assertThat(outcome.frees()).isEqualTo(ends.freesMeanwhile());
        assertThat(allocator.live()).isZero();
    }

    @Test
    void run_sized_tellsTheSizeAtEveryFree() throws InterruptedException {
        Outcome outcome =
                new LarsonSized(job(8, 128, 64, 1, 12345, 2)).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(outcome.frees()).isPositive().isEqualTo(ends.freesMeanwhile());
        assertThat(allocator.sizedFrees()).isEqualTo(allocator.frees());
        assertThat(allocator.live()).isZero();
    }

    @Test
    void run_plain_tellsNoSize() throws InterruptedException {
        job(8, 128, 64, 1, 12345, 2).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(allocator.sizedFrees()).isZero();
    }

    @Test
    void of_words_readsThemInTheOriginalsOrder() {
        Larson job = Larson.of(List.of("1", "5", "1", "1000", "100", "10000", "42"));

        assertThat(job).isEqualTo(new Larson(Duration.ofSeconds(1), 5, 1, 1000, 100, 10000, 42));
        assertThat(Larson.of(job.words())).isEqualTo(job);
        LarsonSized sized = new LarsonSized(job);
        assertThat(LarsonSized.of(sized.words())).isEqualTo(sized);
    }

    @Test
    void of_moreBlocksThanCanBeNumbered_isRefused() {
        assertThatThrownBy(() -> Larson.of(List.of("1", "8", "16", "1000000000", "1", "1", "3")))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("CHUNKS × THREADS must be at most 2147483647 blocks, but was 3000000000.");
    }

    private static double handedOverShare(Outcome outcome) {
        return (double) outcome.handedOverFrees() / outcome.frees();
    }

    private static Larson job(int minBytes, int maxBytes, int chunks, int rounds, int seed, int threads) {
        return new Larson(SHORT, minBytes, maxBytes, chunks, rounds, seed, threads);
    }
}
