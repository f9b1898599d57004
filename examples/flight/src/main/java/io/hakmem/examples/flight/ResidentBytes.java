package io.hakmem.examples.flight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The resident set of this process as Linux tells it.
final class ResidentBytes {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LINE = "VmRSS:";

    private ResidentBytes() {}

    /// @throws IOException when this system has no such file
    static long now() throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(candidate -> candidate.startsWith(LINE))
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + " has no line " + LINE));
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
