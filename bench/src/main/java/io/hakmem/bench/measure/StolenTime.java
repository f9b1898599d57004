package io.hakmem.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Processor time that a virtual machine was ready to use and its host gave to others, as Linux tells it.
public final class StolenTime {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int STEAL = 8;
    private static final double TICKS_PER_SECOND = 100;

    private final Path stat;
    private final double secondsBefore;
    private final long startNanos;

    private StolenTime(Path stat) {
        this.stat = stat;
        this.secondsBefore = seconds();
        this.startNanos = System.nanoTime();
    }

    /// Begins to measure.
    public static StolenTime begin() {
        return begin(STAT);
    }

    static StolenTime begin(Path stat) {
        return new StolenTime(stat);
    }

    /// Returns the part of all processors' time since the begin that was stolen; 0 where nobody tells it.
    public double share() {
        double passed =
                (System.nanoTime() - startNanos) / 1e9 * Runtime.getRuntime().availableProcessors();
        return (seconds() - secondsBefore) / passed;
    }

    /// Of all processors since the system started.
    private double seconds() {
        try {
            List<String> lines = Files.readAllLines(stat, StandardCharsets.UTF_8);
            String[] words = lines.isEmpty() ? new String[0] : lines.getFirst().split(" +");
            return words.length > STEAL ? Long.parseLong(words[STEAL]) / TICKS_PER_SECOND : 0;
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }
}
