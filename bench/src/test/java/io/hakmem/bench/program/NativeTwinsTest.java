package io.hakmem.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.WorkloadKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The C programs ask for the same work as the Java workloads.
final class NativeTwinsTest {
    private static NativePrograms programs = new NativePrograms();

    @BeforeAll
    static void requireCompiler() {
        assumeThat(NativePrograms.whatIsMissing()).isEmpty();
    }

    @AfterAll
    static void deletePrograms() {
        programs.close();
    }

    /// One thread, or several that do not depend on each other, ask for the same to the last byte.
    @ParameterizedTest
    @CsvSource({
        "random-mixed, 50000 256 42 1",
        "random-mixed, 20000 1000 7 3",
        "mstress, 1 10 3",
        "rptest, 1 0 1 2 100 1000 100 8 16000",
        "rptest, 1 0 2 2 100 91 100 8 16000",
        "malloc-large, 100 4 5000 20000 42",
        "cache-scratch, 1 100 8 10",
        "cache-thrash, 1 100 8 10",
        "glibc-simple, 16 1600",
        "contention, 1 5000 100 16 1039",
        "sh6bench, 12 1",
        "sh8bench, 30 1000 0 1",
        "alloc-test, 1 20000 30000 41",
        "threadtest, 1 3 200 2 20",
        "phase-change, random 2 1 42"
    })
    void run_workOfKnownLength_asksForTheSame(String workload, String words) throws Exception {
        Tally java = ofJava(workload, words);

        assertThat(ofProgram(workload, words)).isEqualTo(java);
        assertThat(java.frees()).isEqualTo(java.workloadFrees());
        assertThat(java.liveBlocksAfter()).isZero();
    }

    /// Where threads race, how many blocks are live at once, and whose block one finds, depends on who comes first.
    @ParameterizedTest
    @CsvSource({
        "rptest, 3 1 0 0 20 100 100 64 64, 1, 300",
        // A block in each place, and one in the hands of each thread.
        "mleak, 1, 1, 1010",
        "cache-scratch, 3 100 8 30, 1, 3",
        "cache-thrash, 3 100 8 30, 1, 3",
        "contention, 2 2000 100 16 1039, 101, 102",
        "sh8bench, 24 500 0 2, 250, 500",
        "message-passing, 2 1 2 50, 1, 4128",
        "threadtest, 2 3 200 2 20, 100, 200"
    })
    void run_threadsThatRace_askForTheSame(String workload, String words, long leastLive, long mostLive)
            throws Exception {
        Tally java = ofJava(workload, words);
        Tally program = ofProgram(workload, words);

        assertThat(program)
                .usingRecursiveComparison()
                .ignoringFields("peakLiveBlocks", "handedOverFrees", "firstSizesHash")
                .isEqualTo(java);
        for (Tally tally : List.of(java, program)) {
            assertThat(tally.frees()).isEqualTo(tally.workloadFrees());
            assertThat(tally.peakLiveBlocks()).isBetween(leastLive, mostLive);
            assertThat(tally.liveBlocksAfter()).isZero();
        }
    }

    /// How much is done depends on the time; what is drawn first does not, and neither do sizes and frees on average.
    @ParameterizedTest
    @CsvSource({
        "larson, 0.3 8 1000 500 1000000 4141 1, 500",
        "larson-sized, 0.3 8 1000 500 1 4141 1, 500",
        // 100 batches wait, and three are in hands.
        "xmalloc-test, 0.3 1 0, 421991"
    })
    void run_workOfKnownTime_asksForTheSameOnAverage(String workload, String words, long mostLive) throws Exception {
        Tally java = ofJava(workload, words);
        Tally program = ofProgram(workload, words);

        assertThat(program.firstSizesHash()).isEqualTo(java.firstSizesHash());
        for (Tally tally : List.of(java, program)) {
            assertThat(tally.frees()).isEqualTo(tally.workloadFrees());
            assertThat(tally.liveBlocksAfter()).isZero();
            assertThat(tally.peakLiveBlocks()).isBetween(1L, mostLive);
        }
        assertThat(per(program.bytes(), program.allocations()))
                .isCloseTo(per(java.bytes(), java.allocations()), withinPercentage(3));
        assertThat(per(program.operations(), program.frees()))
                .isCloseTo(per(java.operations(), java.frees()), within(0.01));
        assertThat(per(program.handedOverFrees(), program.frees()))
                .isCloseTo(per(java.handedOverFrees(), java.frees()), within(0.05));
    }

    private static double per(long amount, long count) {
        return (double) amount / count;
    }

    /// Which blocks survive follows from their addresses, which are the allocator's choice.
    @ParameterizedTest
    @CsvSource({"burst, 2 4 0.1 42", "phase-change, runs 2 1 42"})
    void run_survivorsByAddress_askForTheSame(String workload, String words) throws Exception {
        Tally java = ofJava(workload, words);
        Tally program = ofProgram(workload, words);

        assertThat(program)
                .usingRecursiveComparison()
                .ignoringFields("frees", "workloadFrees")
                .isEqualTo(java);
        for (Tally tally : List.of(java, program)) {
            assertThat(tally.frees()).isEqualTo(tally.workloadFrees()).isBetween(1L, tally.allocations() - 1);
            assertThat(tally.liveBlocksAfter()).isZero();
        }
    }

    private static Tally ofJava(String workload, String words) throws InterruptedException {
        TallyAllocator tally = new TallyAllocator(AllocatorKind.HAKMEM.open());
        return tally.tally(WorkloadKind.labelled(workload)
                .orElseThrow()
                .workload(List.of(words.split(" ")))
                .run(tally, ThreadKind.PLATFORM, Duration.ZERO, tally));
    }

    private static Tally ofProgram(String workload, String words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(programs.program(ProgramKind.TALLY).toString(), workload, "0"));
        command.addAll(List.of(words.split(" ")));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String figures = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        String tally = figures.substring(figures.indexOf("\"tally\""));
        return new Tally(
                number(figures, "operations"),
                number(figures, "handedOverFrees"),
                number(figures, "frees"),
                number(tally, "allocations"),
                number(tally, "frees"),
                number(tally, "bytes"),
                number(tally, "peakLiveBlocks"),
                number(tally, "liveBlocksAfter"),
                number(tally, "firstSizesHash"));
    }

    private static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        assertThat(matcher.find()).as("%s in %s", name, json).isTrue();
        return Long.parseUnsignedLong(matcher.group(1));
    }
}
