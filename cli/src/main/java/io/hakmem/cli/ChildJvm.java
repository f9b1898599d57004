package io.hakmem.cli;

import io.hakmem.bench.measure.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A fresh JVM, of the kind that this one is, for one run.
final class ChildJvm {
    private static final long PROGRESS_MILLIS = 250;
    private static final String PASSED_ON = "hakmem.";

    private final List<String> jvmArguments;
    private final ProgressLine progress;

    ChildJvm(List<String> jvmArguments, ProgressLine progress) {
        this.jvmArguments = jvmArguments;
        this.progress = progress;
    }

    /// Starts the JVM and waits for its figures.
    ///
    /// @param request makes the request from the file that will take the figures
    Run run(Function<Path, RunRequest> request) throws InterruptedException {
        try {
            Path result = Files.createTempFile("hakmem-run-", ".json");
            try {
                RunRequest ready = request.apply(result);
                int exitCode = run(ready);
                if (exitCode != 0) {
                    throw new RunFailure("The run of " + ready.allocator().label()
                            + " failed: its JVM ended with exit code " + exitCode + ".");
                }
                return Json.read(result, Run.class);
            } finally {
                Files.deleteIfExists(result);
            }
        } catch (IOException failed) {
            throw new RunFailure("The JVM of a run could not be started or read", failed);
        }
    }

    private int run(RunRequest request) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(request.words())).redirectErrorStream(true);
        addTo(builder.environment(), request.allocator().environment());
        Process process = builder.start();
        Thread killer = Thread.ofPlatform().unstarted(() -> {
            process.destroyForcibly();
            deleteQuietly(request.result());
        });
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            process.getOutputStream().close();
            Thread output = Thread.ofPlatform().daemon().start(() -> passOn(process));
            while (!process.waitFor(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
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

    List<String> command(List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PASSED_ON)) {
                command.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        Module module = ChildMain.class.getModule();
        if (module.isNamed()) {
            command.add("--enable-native-access=io.hakmem,io.hakmem.bench");
            command.addAll(jvmArguments);
            command.addAll(List.of("--module-path", System.getProperty("jdk.module.path")));
            command.addAll(List.of("--module", module.getName() + "/" + ChildMain.class.getName()));
        } else {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.addAll(jvmArguments);
            command.addAll(List.of("--class-path", System.getProperty("java.class.path"), ChildMain.class.getName()));
        }
        command.addAll(words);
        return command;
    }

    /// Adds what an allocator needs. Values are lists with colons between; the user's come last, and win.
    static void addTo(Map<String, String> environment, Map<String, String> needed) {
        needed.forEach((name, value) -> environment.merge(name, value, (theirs, ours) -> ours + ":" + theirs));
    }

    private void passOn(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
            lines.lines().forEach(progress::print);
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
