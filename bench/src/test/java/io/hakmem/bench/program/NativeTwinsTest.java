package io.hakmem.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
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
    @CsvSource({"random-mixed, 50000 256 42 1", "random-mixed, 20000 1000 7 3"})
    void run_workOfKnownLength_asksForTheSame(String workload, String words) throws Exception {
        Tally java = ofJava(workload, words);

        assertThat(ofProgram(workload, words)).isEqualTo(java);
        assertThat(java.frees()).isEqualTo(java.workloadFrees());
        assertThat(java.liveBlocksAfter()).isZero();
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
