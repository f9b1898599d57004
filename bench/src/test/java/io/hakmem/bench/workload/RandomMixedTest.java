package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The expected counts are those of the same loop compiled from C.
final class RandomMixedTest {
    private static final long ALLOCATIONS = 50_068;
    private static final long FREES = 49_932;
    private static final long BYTES = 26_377_605;

    private final CheckingAllocator allocator = new CheckingAllocator();
    private final Ends ends = new Ends(allocator);

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void run_defaults_countsAsTheLoopInC(ThreadKind threads) throws InterruptedException {
        Outcome outcome = new RandomMixed(100_000, 256, 42, 1).run(allocator, threads, Duration.ZERO, ends);

        assertThat(outcome.operations()).isEqualTo(100_000);
        assertThat(outcome.frees()).isEqualTo(FREES).isEqualTo(ends.freesMeanwhile());
        assertThat(outcome.handedOverFrees()).isZero();
        assertThat(allocator.allocations()).isEqualTo(ALLOCATIONS);
        assertThat(allocator.sum()).isEqualTo(BYTES);
        assertThat(ends.liveAtEnd()).isEqualTo(ALLOCATIONS - FREES);
        assertThat(allocator.live()).isZero();
    }

    @Test
    void run_workingSetNoPowerOfTwo_countsAsTheLoopInC() throws InterruptedException {
        Outcome outcome = new RandomMixed(1_000, 100, 42, 1).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(outcome.frees()).isEqualTo(480);
        assertThat(allocator.allocations()).isEqualTo(520);
        assertThat(allocator.sum()).isEqualTo(265_716);
    }

    @Test
    void run_twoPasses_shiftsTheSecondOnesSizes() throws InterruptedException {
        Outcome outcome = new RandomMixed(100_000, 256, 42, 2).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

        assertThat(outcome.operations()).isEqualTo(200_000);
        assertThat(allocator.sum()).isEqualTo(2 * BYTES + ALLOCATIONS * 1_024);
        assertThat(outcome.frees()).isEqualTo(ALLOCATIONS + FREES).isEqualTo(ends.freesMeanwhile());
        assertThat(allocator.live()).isZero();
    }

    @Test
    void run_warmUp_isOneWholePassAtLeastAndNotCounted() throws InterruptedException {
        Outcome outcome =
                new RandomMixed(100_000, 256, 42, 2).run(allocator, ThreadKind.PLATFORM, Duration.ofMillis(1), ends);

        assertThat(outcome.frees()).isEqualTo(ALLOCATIONS + FREES).isEqualTo(ends.freesMeanwhile());
        assertThat(allocator.allocations() % ALLOCATIONS).isZero();
        assertThat(allocator.allocations()).isGreaterThan(2 * ALLOCATIONS);
        assertThat(allocator.live()).isZero();
    }

    @Test
    void run_allocatorFails_failsWithItsError() {
        allocator.failAtAllocation(100);

        assertThatThrownBy(() ->
                        new RandomMixed(100_000, 256, 42, 1).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends))
                .isInstanceOf(WorkloadFailure.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void of_words_readsThemInOrder() {
        RandomMixed job = RandomMixed.of(List.of("10", "20", "4294967295", "3"));

        assertThat(job).isEqualTo(new RandomMixed(10, 20, 4_294_967_295L, 3));
        assertThat(RandomMixed.of(job.words())).isEqualTo(job);
    }

    @Test
    void of_seedZero_isRefused() {
        assertThatThrownBy(() -> RandomMixed.of(List.of("10", "20", "0", "1")))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("SEED must be a whole number from 1 to 4294967295, but was '0'.");
    }
}
