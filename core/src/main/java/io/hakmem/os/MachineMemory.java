package io.hakmem.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// How much memory this process may use: that of the machine, or less if a control group says so.
///
/// A group is bounded by each group above it, so the smallest limit on the way up counts. A file that is missing or
/// makes no sense bounds nothing: in a container, the way up often ends early.
public final class MachineMemory {
    private static final long MEBIBYTE = 1L << 20;
    private static final long SMALLEST_BUDGET_BYTES = 64 * MEBIBYTE;
    private static final long SMALLEST_MARGIN_BYTES = 64 * MEBIBYTE;
    private static final int MARGIN_PART = 16;

    private final Path process;
    private final Path groups;
    private final long physicalBytes;

    /// @param process where the files of this process are, such as `/proc/self`
    /// @param groups where the control groups are, such as `/sys/fs/cgroup`
    /// @param physicalBytes memory of the machine; 0 when that is not known
    public MachineMemory(Path process, Path groups, long physicalBytes) {
        this.process = process;
        this.groups = groups;
        this.physicalBytes = physicalBytes;
    }

    /// This machine's.
    public static MachineMemory ofThisMachine(PageSource source) {
        return new MachineMemory(Path.of("/proc/self"), Path.of("/sys/fs/cgroup"), source.physicalBytes());
    }

    /// What is left for memory outside of the Java heap: all but the largest Java heap and a margin for everything else
    /// in the process, at least 64 MiB; [Long#MAX_VALUE] when nothing is known.
    ///
    /// @param javaHeapBytes the largest that the Java heap may become
    public long budgetBytes(long javaHeapBytes) {
        long bytes = bytes();
        if (bytes == Long.MAX_VALUE) {
            return bytes;
        }
        long margin = Math.max(SMALLEST_MARGIN_BYTES, bytes / MARGIN_PART);
        return Math.max(SMALLEST_BUDGET_BYTES, bytes - Math.min(javaHeapBytes, bytes) - margin);
    }

    /// What the process may use in all; [Long#MAX_VALUE] when nothing is known.
    public long bytes() {
        long least = physicalBytes > 0 ? physicalBytes : Long.MAX_VALUE;
        for (String line : lines(process.resolve("cgroup"))) {
            // hierarchy:controllers:path, where version 2 is hierarchy 0 without controllers
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && fields[0].equals("0") && fields[1].isEmpty()) {
                least = Math.min(least, leastUpwards(groups, fields[2], "memory.max"));
            } else if (fields.length == 3 && List.of(fields[1].split(",")).contains("memory")) {
                least = Math.min(least, leastUpwards(groups.resolve("memory"), fields[2], "memory.limit_in_bytes"));
            }
        }
        return least;
    }

    private static long leastUpwards(Path root, String path, String file) {
        long least = Long.MAX_VALUE;
        Path group;
        try {
            group = root.resolve(path.replaceFirst("^/+", "")).normalize();
        } catch (InvalidPathException e) {
            return least;
        }
        // A group outside of the namespace is told as one above its root.
        for (Path at = group.startsWith(root) ? group : root; at != null && at.startsWith(root); at = at.getParent()) {
            List<String> lines = lines(at.resolve(file));
            least = Math.min(least, lines.isEmpty() ? Long.MAX_VALUE : limit(lines.getFirst()));
        }
        return least;
    }

    /// A limit in bytes; "max" and all that is no positive number are none.
    private static long limit(String text) {
        try {
            long bytes = Long.parseLong(text.strip());
            return bytes > 0 ? bytes : Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
