package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.RandomMixed;
import io.hakmem.bench.workload.SqliteRows;
import io.hakmem.bench.workload.ThreadKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole commands with real child JVMs.
final class EndToEndTest {
    @Test
    void execute_twoRuns_printsATableAndWritesJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("figures.json");

        Command command = Command.run(
                "random-mixed",
                "1000",
                "16",
                "7",
                "--passes",
                "2",
                "--warmup",
                "0",
                "--allocator",
                "null",
                "--repeat",
                "2",
                "--json",
                file.toString());

        assertThat(command.err()).isEmpty();
        assertThat(command.exitCode()).isZero();
        assertThat(command.out()).contains("random-mixed 1000 16 7 2: platform threads", "spread", "× null");
        JsonNode report = new JsonMapper().readTree(file.toFile());
        assertThat(report.path("arguments").path("passes").intValue()).isEqualTo(2);
        assertThat(report.path("runs")).hasSize(2);
        assertThat(report.path("runs").path(1).path("operations").longValue()).isEqualTo(2_000);
    }

    @Test
    void execute_larsonOnVirtualThreads_keepsStandardOutputForJson() throws IOException {
        Command command = Command.run(
                "larson",
                "0.05",
                "8",
                "128",
                "64",
                "1",
                "1",
                "2",
                "--threads",
                "virtual",
                "--warmup",
                "0",
                "--allocator",
                "null",
                "--json",
                "-");

        assertThat(command.exitCode()).isZero();
        assertThat(command.err()).contains("operations/s");
        JsonNode run = new JsonMapper().readTree(command.out()).path("runs").path(0);
        assertThat(run.path("threads").textValue()).isEqualTo("virtual");
        assertThat(run.path("operations").longValue()).isPositive();
    }

    /// Each library in a process of its own, with the environment that it needs.
    @Test
    void execute_everyNativeLibrary_runsAndReportsFaultsAndLiveBytes() throws IOException {
        String libraries = Arrays.stream(AllocatorKind.values())
                .filter(kind -> kind.label().startsWith("ffm:"))
                .filter(kind -> kind.whatIsMissing().isEmpty())
                .map(AllocatorKind::label)
                .collect(Collectors.joining(","));

        Command command = Command.run(
                "malloc-large",
                "20",
                "2",
                "1048576",
                "2097152",
                "--warmup",
                "0",
                "--allocator",
                libraries,
                "--json",
                "-");

        assertThat(command.exitCode()).as(command.err()).isZero();
        assertThat(command.err()).contains("page faults", "resident since start");
        for (JsonNode run : new JsonMapper().readTree(command.out()).path("runs")) {
            assertThat(run.path("workloadFigures").path("liveBytes").longValue())
                    .isBetween(2L << 20, 4L << 20);
            assertThat(run.path("minorFaults").longValue()).isPositive();
        }
    }

    @Test
    void execute_fragmentation_showsCommittedByLiveAndTheWholeBlock() {
        Command command = Command.run("medium-fragmentation", "100", "8", "--warmup", "0");

        assertThat(command.exitCode()).as(command.err()).isZero();
        assertThat(command.out()).contains("committed / live", "whole block", "8.00 MiB");
    }

    @Test
    void execute_burst_showsTheCurveAndDrawsIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("curve.svg");

        Command command = Command.run(
                "burst",
                "16",
                "2",
                "0.2",
                "--warmup",
                "0",
                "--threads",
                "dead",
                "--svg",
                file.toString(),
                "--json",
                "-");

        assertThat(command.exitCode()).as(command.err()).isZero();
        assertThat(command.err()).contains("silence", "freed", "survivors in pages", "settled after");
        assertThat(Files.readString(file)).startsWith("<svg").contains("hakmem: resident", "survivors' pages");
        JsonNode looks =
                new JsonMapper().readTree(command.out()).path("runs").path(0).path("looks");
        assertThat(looks).hasSizeBetween(1 + 2 + 2, 1 + 3 + 2);
        assertThat(looks.path(1).path("residentBytes").longValue())
                .isGreaterThanOrEqualTo(looks.path(1).path("pageBytes").longValue());
    }

    @Test
    void execute_threadParade_showsSuperSlabsOnTheWay() {
        Command command = Command.run("thread-parade", "40", "--warmup", "0");

        assertThat(command.exitCode()).as(command.err()).isZero();
        assertThat(command.out()).contains("thread 2 ", "thread 40 ", "SuperSlabs");
    }

    /// SQLite's own count of its memory is the allocator's, at each look. Nobody gives memory back meanwhile, which
    /// would count blocks on their way twice for a moment.
    @Test
    void execute_sqlite_computesTheSameInHakmemAndLeavesNothing() throws IOException {
        assumeThat(SqliteRows.whatIsMissing()).isEmpty();
        Command command =
                Command.run("sqlite", "10000", "--warmup", "0", "--json", "-", "--jvm-arg", "-Dhakmem.maintenance=off");

        assertThat(command.exitCode()).as(command.err()).isZero();
        assertThat(command.err())
                .contains("All runs computed the same", "times as long as ffm:glibc")
                .doesNotContain("The allocator counted");
        JsonNode runs = new JsonMapper().readTree(command.out()).path("runs");
        assertThat(runs).hasSize(2);
        assertThat(runs.path(0).path("notes")).isNotEmpty();
        assertThat(runs.path(1).path("notes")).as("nobody calls it from Java").isEmpty();
        assertThat(runs.path(0).path("afterFree").path("liveBytes").longValue()).isZero();
        JsonNode looks = runs.path(0).path("looks");
        assertThat(looks.findValuesAsText("moment"))
                .containsExactly(
                        "inserted", "looked up", "summed up", "sorted", "read in order", "closed", "shut down");
        assertThat(looks.findValuesAsText("allocatorLiveBytes")).isEqualTo(looks.findValuesAsText("liveBytes"));
        assertThat(looks.path(0).path("liveBytes").longValue()).isGreaterThan(100_000);
    }

    @Test
    void execute_sqliteBeyondTheLimit_tellsWhatSqliteSaid() {
        assumeThat(SqliteRows.whatIsMissing()).isEmpty();
        Command command = Command.run(
                "sqlite", "200000", "--warmup", "0", "--allocator", "hakmem", "--jvm-arg", "-Dhakmem.limit=4m");

        assertThat(command.exitCode()).isEqualTo(1);
        assertThat(command.err())
                .contains("out of memory (SQLite's code 7)", "The run of hakmem failed")
                .doesNotContain("\tat ");
    }

    /// Each allocator in a process of its own, with the flags and the environment that it needs.
    @Test
    void execute_everyOtherAllocator_runs() throws IOException {
        List<String> labels = Stream.of(
                        "hakmem:fast,hakmem:hardened,unsafe,arena-confined,arena-shared,netty-pooled,netty-adaptive",
                        "netty-pooled:no-unsafe,netty-adaptive:no-unsafe,lwjgl-system,lwjgl-jemalloc,lwjgl-rpmalloc",
                        "native:null,native:glibc,native:mimalloc,native:jemalloc,native:tcmalloc")
                .flatMap(line -> Stream.of(line.split(",")))
                .filter(label -> Peer.labelled(label)
                        .whatIsMissing(new Job(
                                new RandomMixed(1, 1, 1, 1),
                                ThreadKind.PLATFORM,
                                Duration.ZERO,
                                null,
                                RunMode.RATE,
                                false,
                                false,
                                List.of()))
                        .isEmpty())
                .toList();

        Command command = Command.run(
                "random-mixed",
                "20000",
                "100",
                "7",
                "--warmup",
                "0",
                "--allocator",
                String.join(",", labels),
                "--json",
                "-");

        assertThat(command.exitCode()).as(command.err()).isZero();
        JsonNode runs = new JsonMapper().readTree(command.out()).path("runs");
        assertThat(runs.findValuesAsText("allocator")).isEqualTo(labels);
        for (JsonNode run : runs) {
            assertThat(run.path("harnessFrees").longValue())
                    .isEqualTo(runs.path(0).path("harnessFrees").longValue());
            assertThat(run.path("notes")).as(run.path("allocator").textValue()).isNotEmpty();
            assertThat(run.path("memory").path("peakProcessResidentBytes").longValue())
                    .isPositive();
        }
    }

    @Test
    void execute_latency_tellsTheSlowestCalls() throws IOException {
        Command command = Command.run("random-mixed", "20000", "--warmup", "0", "--latency", "--json", "-");

        assertThat(command.exitCode()).as(command.err()).isZero();
        assertThat(command.err()).contains("p99.9");
        JsonNode latency =
                new JsonMapper().readTree(command.out()).path("runs").path(0).path("latency");
        assertThat(latency.path("calls").longValue()).isEqualTo(20_000);
        assertThat(latency.path("p50Nanos").longValue())
                .isBetween(1L, latency.path("p999Nanos").longValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"random-mixed 20000", "larson 0.05 1 700 100 1 1 2", "realloc-growth 65536 1"})
    void execute_check_findsAllContents(String words) {
        List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
        arguments.addAll(List.of("--warmup", "0", "--check", "--allocator", "hakmem,ffm:glibc"));

        Command command = Command.run(arguments.toArray(String[]::new));

        assertThat(command.exitCode()).as(command.err()).isZero();
    }

    @Test
    void execute_childThatFails_saysWhichAndLeavesNoFile(@TempDir Path folder) {
        Path file = folder.resolve("figures.json");

        Command command = Command.run(
                "random-mixed", "--allocator", "null", "--jvm-arg=-XX:+NoSuchFlag", "--json", file.toString());

        assertThat(command.exitCode()).isEqualTo(1);
        assertThat(command.err())
                .contains("NoSuchFlag", "The run of null failed: its process ended with exit code 1 (")
                .doesNotContain("\tat ");
        assertThat(file).doesNotExist();
    }
}
