package io.hakmem.bench.workload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BudgetStormTest {
    private static final long LIMIT_BYTES = 1 << 20;

    private static final BudgetStorm JOB = new BudgetStorm(Duration.ofMillis(500), 4, 1, 42);

    private static final long MEMORY_BYTES = 16 << 20;

    @Test
    void run_allocatorWithALimit_countsItsRefusalsAndFreesAll() throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, LIMIT_BYTES)) {
            Outcome outcome = JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);

            WorkloadFigures.Limit limit = requireNonNull(outcome.figures().limit());
            assertThat(limit.limitBytes()).isEqualTo(LIMIT_BYTES);
            assertThat(limit.refusals()).isPositive().isEqualTo(allocator.refusals());
            assertThat(limit.doubtfulRefusals()).isZero();
            assertThat(outcome.operations()).isEqualTo(allocator.frees());
            assertThat(allocator.live()).isZero();
        }
    }

    @Test
    void run_allocatorThatRefusesTooEarly_isDoubted() throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, LIMIT_BYTES / 3)) {
            WorkloadFigures.Limit limit =
                    requireNonNull(JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED)
                            .figures()
                            .limit());

            assertThat(limit.doubtfulRefusals()).isPositive().isEqualTo(limit.refusals());
        }
    }

    @Test
    void run_allocatorWithoutALimit_failsBeforeItTakesAllMemory() {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> new BudgetStorm(Duration.ofMillis(500), 4, 1, 42)
                            .run(allocator, ThreadKind.VIRTUAL, Duration.ZERO, MeasuredTime.IGNORED))
                    .rootCause()
                    .hasMessageStartingWith("The limit of 1048576 bytes is not kept: ");
        }
    }

    @Test
    void run_withoutALimitOfItsOwn_needsTheAllocators() {
        BudgetStorm job = BudgetStorm.of(List.of("0.1", "1", "0", "42"));
        assertThat(job.jvmArguments()).isEmpty();
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, LIMIT_BYTES)) {
            assertThatThrownBy(() -> job.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .isInstanceOf(WorkloadFailure.class)
                    .hasMessageStartingWith("LIMIT_MIB is 0");
        }
    }

    @Test
    void freeAll_blocksThatShareBytes_fails() {
        try (RealAllocator allocator = RealAllocator.thatSharesBytes(1 << 10)) {
            BudgetStormRun run = new BudgetStormRun(JOB, allocator, ThreadKind.PLATFORM);
            StormyThread thread = new StormyThread(run, new Mt19937(42), 0);
            thread.allocate(allocator, 100);
            thread.allocate(allocator, 100);

            assertThatThrownBy(() -> thread.freeAll(allocator))
                    .isInstanceOf(WorkloadFailure.class)
                    .hasMessage("A block of 100 bytes did not hold what its thread had written to it");
        }
    }

    @Test
    void of_words_readsThemInOrder() {
        BudgetStorm job = BudgetStorm.of(List.of("1.5", "2", "3", "4"));

        assertThat(job).isEqualTo(new BudgetStorm(Duration.ofMillis(1_500), 2, 3, 4));
        assertThat(BudgetStorm.of(job.words())).isEqualTo(job);
        assertThat(job.jvmArguments()).containsExactly("-Dhakmem.limit=3145728");
    }
}
