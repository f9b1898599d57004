package io.hakmem.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a run was measured on.
///
/// @param cpus processors that the JVM may use
/// @param cpuModel the processor's name
/// @param memoryBytes physical memory
/// @param kernel name and version of the operating system
/// @param jdkVersion version of the JDK
/// @param hakmemVersion version of HAKMEM
public record Machine(
        int cpus,
        @Nullable String cpuModel,
        @Nullable Long memoryBytes,
        String kernel,
        String jdkVersion,
        String hakmemVersion) {
    private static final Path PROC = Path.of("/proc");
    private static final int BYTES_PER_KIBIBYTE = 1_024;

    /// Describes this machine.
    public static Machine current() {
        String memory = valueOf(PROC.resolve("meminfo"), "MemTotal");
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                valueOf(PROC.resolve("cpuinfo"), "model name"),
                memory == null ? null : kibibytes(memory),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                buildVersion());
    }

    static @Nullable String valueOf(Path file, String key) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(key) && line.indexOf(':') >= 0)
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(null);
        } catch (IOException unknown) {
            return null;
        }
    }

    private static Long kibibytes(String value) {
        return Long.parseLong(value.replace(" kB", "")) * BYTES_PER_KIBIBYTE;
    }

    /// The build gives all modules one version; without a build there is none.
    private static String buildVersion() {
        var descriptor = Machine.class.getModule().getDescriptor();
        return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
    }
}
