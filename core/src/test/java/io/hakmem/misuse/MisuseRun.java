package io.hakmem.misuse;

import io.hakmem.Hakmem;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/// The [MisuseProgram] in a JVM of its own, and how it ended.
///
/// @param status its exit status; above 128 when a signal killed it
/// @param output all that it printed
record MisuseRun(int status, List<String> output) {
    private static final long LIMIT_SECONDS = 120;

    /// A status that no process ends with.
    private static final int HUNG = -1;

    /// To start fast; nothing happens but by calls, so that the same happens each time.
    private static final List<String> FLAGS = List.of(
            "-ea",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=deny",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-CreateCoredumpOnCrash",
            "-Xmx64m",
            "-Dhakmem.reservationBytes=256m",
            "-Dhakmem.maintenance=off");

    /// Runs it to its end.
    ///
    /// @param level what `hakmem.checking` is
    /// @param steps right calls afterwards, in all
    static MisuseRun of(String level, Misuse misuse, long seed, int steps, List<Long> sizes)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("misuse", ".log");
        try {
            Process process = new ProcessBuilder(command(level, misuse, seed, steps, sizes))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            return new MisuseRun(ended ? process.exitValue() : HUNG, Files.readAllLines(log, StandardCharsets.UTF_8));
        } finally {
            Files.delete(log);
        }
    }

    private static List<String> command(String level, Misuse misuse, long seed, int steps, List<Long> sizes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-XX:ErrorFile=" + Path.of("target", "misuse_%p.log").toAbsolutePath());
        command.add("-Dhakmem.checking=" + level.toLowerCase(Locale.ROOT));
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, rootOf(Hakmem.class), rootOf(MisuseProgram.class), rootOf(Assertions.class)));
        command.add(MisuseProgram.class.getName());
        command.addAll(List.of(misuse.name(), Long.toString(seed), Integer.toString(steps)));
        sizes.forEach(bytes -> command.add(Long.toString(bytes)));
        return command;
    }

    private static String rootOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What the program saw.
    List<Sighting> sightings() {
        return output.stream()
                .filter(line -> line.startsWith(MisuseProgram.SIGHTING))
                .map(line -> Sighting.parse(line.substring(MisuseProgram.SIGHTING.length())))
                .toList();
    }
}
