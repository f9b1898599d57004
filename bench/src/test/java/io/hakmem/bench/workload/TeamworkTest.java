package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the workloads after mimalloc-bench and Hoard have in common whose threads share a work of known length.
final class TeamworkTest {
    private static final int MEMORY_BYTES = 64 << 20;

    /// Columns: workload, operations, allocations of the measured time, live blocks at its begin, smallest and largest
    /// size. A giant block of mstress has at most 64 × 10,000 words.
    @ParameterizedTest
    @CsvSource({
        "mstress 2 2 3, 2700, 0, 8, 5120000",
        "mleak 1, 1000, 0, 128, 128",
        "cache-scratch 3 10 8 30, 30, 3, 8, 8",
        "cache-thrash 3 10 8 30, 30, 0, 8, 8"
    })
    void run_knownLength_allocatesThatOftenAndFreesAll(
            String line, long operations, int liveAtBegin, long smallest, long largest) throws InterruptedException {
        for (ThreadKind threads : List.of(ThreadKind.PLATFORM, ThreadKind.VIRTUAL)) {
            try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, MEMORY_BYTES)) {
                Moments moments = new Moments(allocator);

                Outcome outcome = workload(line).run(allocator, threads, Duration.ZERO, moments);

                assertThat(outcome.operations()).isEqualTo(operations);
                assertThat(moments.live("begins")).isEqualTo(liveAtBegin);
                assertThat(moments.live("ended")).isEqualTo(liveAtBegin + operations - outcome.frees());
                assertThat(outcome.handedOverFrees()).isBetween(0L, outcome.frees());
                assertThat(allocator.sizes())
                        .allSatisfy(size -> assertThat(size).isBetween(smallest, largest));
                assertThat(allocator.frees()).isEqualTo(operations + liveAtBegin);
                assertThat(allocator.live()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mstress 2 20 3", "rptest 2 0 1 2 9 100 100 8 99", "cache-scratch 2 9 4096 2"})
    void run_warmUp_isNotCounted(String line) throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, MEMORY_BYTES)) {
            Outcome outcome =
                    workload(line).run(allocator, ThreadKind.PLATFORM, Duration.ofMillis(10), MeasuredTime.IGNORED);

            assertThat(allocator.frees()).isGreaterThan(outcome.frees());
            assertThat(allocator.live()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mstress 2 20 3", "rptest 2 0 1 2 9 100 100 8 99", "mleak 1", "cache-thrash 2 10 5000 2"})
    void run_allocatorFailsInAThread_failsWithItsError(String line) {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, 4_000)) {
            assertThatThrownBy(() ->
                            workload(line).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .isInstanceOf(WorkloadFailure.class)
                    .hasRootCauseMessage("as the test wants it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rptest 2 0 1 2 20 1000 100 8 16000",
                "rptest 3 0 0 1 20 1000 100 8 99",
                "rptest 2 1 2 1 9 7 9 16 4"
            })
    void run_batches_areFreedByAnotherThread(String line) throws InterruptedException {
        for (ThreadKind threads : List.of(ThreadKind.PLATFORM, ThreadKind.VIRTUAL)) {
            try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, MEMORY_BYTES)) {
                Moments moments = new Moments(allocator);
                Rptest job = (Rptest) workload(line);

                Outcome outcome = job.run(allocator, threads, Duration.ZERO, moments);

                long allocations = outcome.operations() - outcome.frees();
                assertThat(moments.live("ended")).isEqualTo(allocations - outcome.frees());
                assertThat(moments.live("ended")).isBetween(1, job.threads() * job.blocks());
                assertThat(outcome.handedOverFrees()).isBetween(1L, outcome.frees());
                assertThat(allocator.frees()).isEqualTo(allocations);
                assertThat(allocator.live()).isZero();
            }
        }
    }

    /// Of a block in another's memory the last words are not what they were.
    @ParameterizedTest
    @ValueSource(strings = {"mstress 1 2 1"})
    void run_blocksThatShareBytes_fails(String line) {
        try (RealAllocator allocator = RealAllocator.thatSharesBytes(MEMORY_BYTES)) {
            assertThatThrownBy(() ->
                            workload(line).run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .hasRootCauseMessage("A block did not hold what was written to it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mstress 2 50 25",
                "rptest 1 0 1 2 3 4 5 6 7",
                "mleak 5",
                "cache-scratch 1 2 3 4",
                "cache-thrash 1 2 3 4"
            })
    void words_ofAWorkload_makeAnEqualOne(String line) {
        Workload job = workload(line);

        assertThat(String.join(" ", job.words())).isEqualTo(line.substring(line.indexOf(' ') + 1));
        assertThat(kind(line).workload(job.words())).isEqualTo(job);
    }

    @Test
    void of_moreLivesThanCanBeNumbered_isRefused() {
        assertThatThrownBy(() -> workload("mstress 100 1 1000"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("THREADS × ITERATIONS must be at most 65535 thread lives, but was 100000.");
    }

    @Test
    void of_minAboveMax_isRefused() {
        assertThatThrownBy(() -> workload("rptest 1 0 1 2 3 4 5 9 8"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("MIN must be at most MAX, but was 9 above 8.");
    }

    private static Workload workload(String line) {
        List<String> words = List.of(line.split(" "));
        return kind(line).workload(words.subList(1, words.size()));
    }

    private static WorkloadKind kind(String line) {
        return WorkloadKind.labelled(line.substring(0, line.indexOf(' '))).orElseThrow();
    }
}
