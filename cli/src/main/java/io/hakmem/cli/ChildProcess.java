package io.hakmem.cli;

import io.hakmem.bench.workload.Seconds;
import io.hakmem.cli.compare.TooSlow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The process of one run, which leaves its figures in a file. It ends with this JVM, if not before.
final class ChildProcess {
    private static final long PROGRESS_MILLIS = 250;

    /// The line that tells most of what a JVM says, in lines that begin with `#`, when it crashes.
    private static final String PROBLEMATIC_FRAME = "# [CJVjv] .*";

    private final String label;
    private final @Nullable Duration longest;
    private final ProgressLine progress;
    private final AtomicReference<@Nullable String> lastWords = new AtomicReference<>();

    /// @param label of what it measures, for messages
    /// @param longest after which it is ended, if ever
    ChildProcess(String label, @Nullable Duration longest, ProgressLine progress) {
        this.label = label;
        this.longest = longest;
        this.progress = progress;
    }

    /// Starts the process, shows what it says, and reads its figures.
    ///
    /// @param command makes the process from the file that will take the figures; its standard output is passed on
    ///     where it is one with standard error
    /// @param type of the figures
    /// @throws TooSlow when it did not end in time
    <T> T run(Function<Path, ProcessBuilder> command, Class<T> type) throws InterruptedException {
        try {
            Path result = Files.createTempFile("hakmem-run-", ".json");
            try {
                int exitCode = run(command.apply(result), result);
                if (exitCode != 0) {
                    String words = lastWords.get();
                    throw new RunFailure("The run of " + label + " failed: its process ended with exit code " + exitCode
                            + (words == null ? "." : " (" + words + ")."));
                }
                return Json.read(result, type);
            } finally {
                Files.deleteIfExists(result);
            }
        } catch (IOException failed) {
            throw new RunFailure("The process of a run could not be started or read", failed);
        }
    }

    private int run(ProcessBuilder builder, Path result) throws IOException, InterruptedException {
        Process process = builder.start();
        Thread killer = Thread.ofPlatform().unstarted(() -> {
            process.destroyForcibly();
            deleteQuietly(result);
        });
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            process.getOutputStream().close();
            InputStream words = builder.redirectErrorStream() ? process.getInputStream() : process.getErrorStream();
            Thread output = Thread.ofPlatform().daemon().start(() -> passOn(words));
            long startNanos = System.nanoTime();
            while (!process.waitFor(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
                if (longest != null && System.nanoTime() - startNanos > longest.toNanos()) {
                    throw new TooSlow("The run of " + label + " was ended: it took more than " + Seconds.of(longest)
                            + " s, which is too slow to be compared.");
                }
                progress.show();
            }
            output.join();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
            progress.clear();
            removeHook(killer);
        }
    }

    private void passOn(InputStream words) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(words, Charset.defaultCharset()))) {
            lines.lines().forEach(line -> {
                if (!line.startsWith("#") || line.matches(PROBLEMATIC_FRAME)) {
                    lastWords.set(line.strip());
                }
                progress.print(line);
            });
        } catch (IOException | UncheckedIOException ended) {
            // The child is gone; its exit code tells the rest.
            return;
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // This JVM is on its way out: a temporary file stays in its folder.
            return;
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running already, which is as well.
            return;
        }
    }
}
