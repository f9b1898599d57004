package io.hakmem.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the operating system tells about this process; −1 for what it does not.
///
/// @param mappings number of mappings
/// @param mostMappings how many there may be
/// @param virtualBytes address space in use
/// @param residentBytes memory in use
public record ProcessFigures(long mappings, long mostMappings, long virtualBytes, long residentBytes) {
    /// Reads them below a folder such as `/proc`.
    public static ProcessFigures read(Path folder) {
        Path status = folder.resolve("self/status");
        return new ProcessFigures(
                count(folder.resolve("self/maps")),
                number(folder.resolve("sys/vm/max_map_count"), "", 0),
                number(status, "VmSize:", 10),
                number(status, "VmRSS:", 10));
    }

    private static long count(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    /// The number in the first line that begins with `name`.
    private static long number(Path file, String name, int shift) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << shift)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }
}
