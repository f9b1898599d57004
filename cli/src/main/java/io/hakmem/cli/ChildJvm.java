package io.hakmem.cli;

import io.hakmem.bench.measure.Run;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A fresh JVM, of the kind that this one is, for one run.
final class ChildJvm {
    private static final String PASSED_ON = "hakmem.";

    private final List<String> jvmArguments;
    private final @Nullable Path jar;
    private final ProgressLine progress;

    /// @param jar that comes first on the module path, if any
    ChildJvm(List<String> jvmArguments, @Nullable Path jar, ProgressLine progress) {
        this.jvmArguments = jvmArguments;
        this.jar = jar;
        this.progress = progress;
    }

    /// Starts the JVM and waits for its figures.
    Run run(JavaPeer peer, Job job) throws InterruptedException {
        return new ChildProcess(peer.label(), job.longest(), progress)
                .run(
                        result -> {
                            List<String> words =
                                    RunRequest.of(peer, job, result).words();
                            ProcessBuilder builder = new ProcessBuilder(command(words)).redirectErrorStream(true);
                            addTo(builder.environment(), peer.kind().environment());
                            return builder;
                        },
                        Run.class);
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
            command.addAll(List.of("--module-path", path("jdk.module.path")));
            command.addAll(List.of("--class-path", System.getProperty("java.class.path")));
            command.addAll(List.of("--module", module.getName() + "/" + ChildMain.class.getName()));
        } else {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.addAll(jvmArguments);
            command.addAll(List.of("--class-path", path("java.class.path"), ChildMain.class.getName()));
        }
        command.addAll(words);
        return command;
    }

    private String path(String property) {
        String path = System.getProperty(property);
        return jar == null ? path : jar + File.pathSeparator + path;
    }

    /// Adds what an allocator needs. Values are lists with colons between; the user's come last, and win.
    static void addTo(Map<String, String> environment, Map<String, String> needed) {
        needed.forEach((name, value) -> environment.merge(name, value, (theirs, ours) -> ours + ":" + theirs));
    }
}
