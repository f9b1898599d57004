package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole comparisons.
final class CompareTest {
    private static final long POLL_MILLIS = 50;
    private static final long PATIENCE_SECONDS = 120;
    private static final int INTERRUPTED = 130;
    private static final int TERMINATED = 143;

    /// A real process and a real signal, when a run has begun. SIGTERM where this process was started to ignore SIGINT,
    /// as shells do in the background: its children ignore it, too.
    @Test
    void execute_interrupted_reportsWhatThereIsAndEndsByTheSignal(@TempDir Path folder) throws Exception {
        assumeThat(Path.of("/bin/kill")).exists();
        boolean ignored = ignoresInterrupts();
        Path out = folder.resolve("out");
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command(List.of(
                        "compare", "--workload", "random-mixed", "--allocator", "null", "--out", out.toString())))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            awaitText(process, said, "round 1: null");
            assertThat(new ProcessBuilder("/bin/kill", ignored ? "-TERM" : "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(ignored ? TERMINATED : INTERRUPTED);
            assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSizeGreaterThanOrEqualTo(2);
            assertThat(Files.readString(out.resolve("report.html"))).contains("\"complete\":false");
            assertThat(Files.readString(said)).contains("runs were not made").doesNotContain("failed", "\tat ");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void execute_folderWithoutResults_isRefused(@TempDir Path folder) {
        Command command = Command.run("report", folder.toString());

        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.firstErrorLine())
                .isEqualTo("DIR must be a folder with the results of a comparison, but '" + folder
                        + "' has no file results.jsonl.");
    }

    @Test
    void execute_outIsAFile_isRefusedBeforeTheFirstRun(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        Command command = Command.run("compare", "--out", file.toString());

        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.firstErrorLine())
                .isEqualTo("--out must be a folder that can be written, but '" + file + "' cannot: " + file
                        + " is a file.");
    }

    private static boolean ignoresInterrupts() throws IOException {
        int interrupt = 1 << 1;
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & interrupt) != 0);
        }
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=io.hakmem,io.hakmem.bench",
                "--module-path",
                System.getProperty("jdk.module.path", "") + File.pathSeparator + "target/classes",
                "--module",
                "io.hakmem.cli/io.hakmem.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    private static void awaitText(Process process, Path file, String text) throws Exception {
        for (long waited = 0; process.isAlive() && waited < PATIENCE_SECONDS * 1_000; waited += POLL_MILLIS) {
            if (Files.readString(file).contains(text)) {
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new AssertionError("It never said '" + text + "', but: " + Files.readString(file));
    }
}
