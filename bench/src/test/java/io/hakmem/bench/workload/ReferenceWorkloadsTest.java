package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.AllocatorKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The reference benchmarks of other allocators. The expected counts are those of the programs in C; what they ask for
/// in detail is compared with those elsewhere.
final class ReferenceWorkloadsTest {
    private static final long MEMORY_BYTES = 8 << 20;

    @ParameterizedTest
    @CsvSource({
        "glibc-simple, 16 1600, PLATFORM, 76800, 76800",
        "glibc-simple, 3 1600, VIRTUAL, 76800, 76800",
        "contention, 2 5000 100 16 1039, PLATFORM, 10000, 10000",
        "contention, 3 4096 7 8 8, VIRTUAL, 12288, 12288",
        "sh6bench, 6 2, PLATFORM, 115800, 115800",
        "sh6bench, 10 2, VIRTUAL, 193000, 183808",
        "sh8bench, 48 500 0 2, PLATFORM, 29140, 28800",
        "sh8bench, 24 2000 0 1, VIRTUAL, 14634, 12800",
        "alloc-test, 1 15625 20000 41, PLATFORM, 20000, 10009",
        "message-passing, 2 1 2 50, PLATFORM, 774, 774",
        "message-passing, 2 2 1 50, VIRTUAL, 774, 774",
        "threadtest, 2 2 101 3 25, VIRTUAL, 200, 200"
    })
    void run_workOfKnownLength_countsAsTheProgramAndFreesTheRest(
            String workload, String words, ThreadKind threads, long operations, long frees) throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Ends ends = new Ends(allocator);

            Outcome outcome = job(workload, words).run(allocator, threads, Duration.ZERO, ends);

            assertThat(outcome.operations()).isEqualTo(operations);
            assertThat(outcome.frees()).isEqualTo(frees).isEqualTo(ends.freesMeanwhile());
            assertThat(allocator.live()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "glibc-simple, 16 1600",
        "glibc-thread, 0.02 2",
        "contention, 2 100 10 16 1039",
        "sh6bench, 10 2",
        "sh8bench, 24 100 100 2",
        "alloc-test, 1 15625 3200 41",
        "message-passing, 2 1 2 64",
        "threadtest, 2 2 100 0 24"
    })
    void run_warmUp_isNotCounted(String workload, String words) throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Ends ends = new Ends(allocator);

            Outcome outcome = job(workload, words).run(allocator, ThreadKind.PLATFORM, Duration.ofMillis(10), ends);

            assertThat(outcome.frees()).isPositive().isEqualTo(ends.freesMeanwhile());
            assertThat(ends.freesBefore()).isPositive();
            assertThat(allocator.live()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "glibc-simple, 16 1600, 76800",
        "contention, 2 5000 100 16 1039, 10000",
        "sh6bench, 6 2, 115800",
        "sh8bench, 48 500 0 2, 29140",
        "alloc-test, 1 15625 20000 41, 20000",
        "message-passing, 2 1 2 50, 774",
        "threadtest, 2 2 101 3 25, 200"
    })
    void run_blocksThatOverlap_countTheSame(String workload, String words, long operations) throws Exception {
        Outcome outcome = job(workload, words)
                .run(AllocatorKind.NULL.open(), ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);

        assertThat(outcome.operations()).isEqualTo(operations);
    }

    /// The limit leaves room for what the conductor itself allocates.
    @ParameterizedTest
    @CsvSource({
        "glibc-simple, 16 1600",
        "glibc-thread, 0.3 2",
        "contention, 2 100 1 1020 1020",
        "sh6bench, 100 2",
        "sh8bench, 24 500 1000 2",
        "alloc-test, 1 15625 3200 41",
        "message-passing, 2 2 2 100000",
        "threadtest, 2 2 1000 0 24"
    })
    void run_allocatorThatRefuses_failsAndEndsAllThreads(String workload, String words) {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, 1_024)) {
            assertThatThrownBy(() -> job(workload, words)
                            .run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED))
                    .isInstanceOf(WorkloadFailure.class)
                    .hasRootCauseMessage("as the test wants it");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "glibc-simple | 16 1599 | ITERATIONS must be a whole number from 1600 to 1000000000000, but was"
                        + " '1599'.",
                "glibc-thread | 0 1 | SECONDS must be a number of seconds above 0 to 1000000, but was '0'.",
                "contention | 1 1 1 17 16 | MIN must be at most MAX, but MIN was 17 and MAX 16: exchange them.",
                "sh6bench | 2 3 | CALLS must be at least one for each of THREADS, but was 2 for 3 threads: give more"
                        + " CALLS or fewer THREADS.",
                "sh8bench | 2 3 0 3 | ITERATIONS must be at least one for each of THREADS, but was 2 for 3 threads:"
                        + " give more ITERATIONS or fewer THREADS.",
                "sh8bench | 3 2 0 3 | BLOCKS must be at least one for each of THREADS, but was 2 for 3 threads: give"
                        + " more BLOCKS or fewer THREADS.",
                "alloc-test | 2 31249 32 41 | SLOTS must be at least 15625 for each of THREADS, but was 31249 for 2"
                        + " threads: give more SLOTS or fewer THREADS.",
                "message-passing | 1 0 0 1 | CONSUMERS must be a whole number from 1 to 1000, but was '0'.",
                "threadtest | 3 1 2 0 8 | BLOCKS must be at least one for each of THREADS, but was 2 for 3 threads:"
                        + " give more BLOCKS or fewer THREADS."
            })
    void of_wrongWords_isRefusedInOneSentence(String workload, String words, String sentence) {
        assertThatThrownBy(() -> job(workload, words))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "glibc-simple",
                "glibc-thread",
                "contention",
                "sh6bench",
                "sh8bench",
                "alloc-test",
                "message-passing",
                "threadtest"
            })
    void of_defaultWords_areThoseThatItTellsAgain(String workload) {
        WorkloadKind kind = WorkloadKind.labelled(workload).orElseThrow();

        assertThat(kind.workload(kind.defaultWords()).words()).isEqualTo(kind.defaultWords());
    }

    @Test
    void run_glibcThread_leavesAtMostItsWorkingSets() throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Ends ends = new Ends(allocator);

            Outcome outcome = job("glibc-thread", "0.05 2").run(allocator, ThreadKind.VIRTUAL, Duration.ZERO, ends);

            assertThat(outcome.operations() - outcome.frees())
                    .isEqualTo(ends.liveAtEnd())
                    .isBetween(1L, 2L * GlibcThreadRun.WORKING_SET);
            assertThat(outcome.frees()).isEqualTo(ends.freesMeanwhile());
            assertThat(allocator.live()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1073741824, 7", "2147483647, 32768"})
    void size_shareOfTheDistribution_isItsQuantile(int share, int bytes) {
        assertThat(GlibcThreadRun.size(share)).isEqualTo(bytes);
    }

    /// The other thread frees what it can while blocks are handed on; what is left then is no free of the run.
    @Test
    void run_sh8bench_freesBlocksOfTheThreadThatHandsOn() throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Ends ends = new Ends(allocator);

            Outcome outcome =
                    job("sh8bench", "120 500 1001 2").run(allocator, ThreadKind.PLATFORM, Duration.ZERO, ends);

            assertThat(outcome.operations()).isEqualTo(1_000 + 72_848);
            assertThat(outcome.handedOverFrees()).isBetween(0L, 1_000L);
            assertThat(outcome.frees()).isEqualTo(ends.freesMeanwhile());
            assertThat(outcome.figures().liveBytes()).isNotNull().isGreaterThanOrEqualTo(ends.liveAtEnd() * 8);
        }
    }

    @Test
    void run_contention_countsTheBlocksOfOthers() throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Outcome outcome = job("contention", "1 1000 100 16 1039")
                    .run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);

            assertThat(outcome.handedOverFrees()).isEqualTo(100);
        }
    }

    @Test
    void run_messagePassing_freesInTheConsumersOnly() throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            Outcome outcome = job("message-passing", "3 2 2 200")
                    .run(allocator, ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);

            assertThat(outcome.handedOverFrees()).isEqualTo(outcome.frees());
            assertThat(new HashSet<>(allocator.freeingThreads())).hasSizeBetween(1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 9", "127, 513", "128, 6", "-1, 1024", "-2, 8"})
    void size_allocTestDraw_isOfTheClassOfItsLowerBits(long draw, int bytes) {
        assertThat(AllocTestThread.size(draw)).isEqualTo(bytes);
    }

    @Test
    void run_allocTestBlockThatChanged_failsAtItsEnd() throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            AllocTestThread thread = new AllocTestThread(ParetoSlots.LEAST, 0, 41);
            thread.run(allocator);
            long address = allocator.someBlock();
            NativeBytes.set(address, (byte) (NativeBytes.getOpaque(address) + 1));

            assertThatThrownBy(() -> thread.freeLeft(allocator))
                    .isInstanceOf(WorkloadFailure.class)
                    .hasMessageEndingWith(" bytes did not hold what was written to it");
        }
    }

    @Test
    void slot_manyDraws_areInTheFirstTenthMostly() {
        ParetoSlots slots = new ParetoSlots(ParetoSlots.LEAST);
        Mt19937 generator = new Mt19937(1);
        int inFirstTenth = 0;
        for (int draw = 0; draw < 10_000; draw++) {
            int slot = slots.slot(generator.next(), generator.next());
            assertThat(slot).isBetween(0, ParetoSlots.LEAST - 1);
            inFirstTenth += slot < ParetoSlots.LEAST / 10 ? 1 : 0;
        }

        assertThat(inFirstTenth / 10_000.0).isCloseTo(0.983, within(0.005));
    }

    @Test
    void sparingTable_threeFillings_sparesAnotherFifthEachTime() throws Exception {
        try (CheckingBlocks allocator = new CheckingBlocks(MEMORY_BYTES, Long.MAX_VALUE)) {
            SparingTable table = new SparingTable(10);
            assertThat(fill(table, allocator)).isEqualTo(10);
            assertThat(allocator.live()).isEqualTo(2);

            assertThat(fill(table, allocator)).isEqualTo(8);
            assertThat(allocator.live()).isEqualTo(2);
            assertThat(fill(table, allocator)).isEqualTo(8);

            assertThat(table.frees()).isEqualTo(24);
            assertThat(table.left()).hasSize(2);
        }
    }

    /// Returns how many blocks were added until the table began anew.
    private static int fill(SparingTable table, Allocator allocator) {
        int added = 0;
        while (!table.beginsAnew(allocator)) {
            table.add(allocator.allocate(16), 16);
            added++;
        }
        return added;
    }

    private static Workload job(String workload, String words) {
        return WorkloadKind.labelled(workload).orElseThrow().workload(List.of(words.split(" ")));
    }
}
