package io.hakmem.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the operating system says about this process's memory and time, by Linux's `/proc`; elsewhere nothing is known.
///
/// @param directory the process's directory there
record ProcessMemory(Path directory) {
    private static final int BYTES_PER_KIBIBYTE = 1_024;
    private static final int HEXADECIMAL = 16;

    /// The fields' places behind the name, which is the second one; proc(5) has them as 10, 14 and 15.
    private static final int MINOR_FAULTS = 7;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    /// Linux tells programs so, whatever the kernel's own clock does.
    private static final double TICKS_PER_SECOND = 100;

    static ProcessMemory ofSelf() {
        return new ProcessMemory(Path.of("/proc/self"));
    }

    /// Returns the bytes in memory of the whole process.
    @Nullable
    Long residentBytes() {
        return status("VmRSS:");
    }

    /// Returns the most bytes in memory that the whole process ever had.
    @Nullable
    Long peakResidentBytes() {
        return status("VmHWM:");
    }

    private @Nullable Long status(String field) {
        try (BufferedReader lines = open("status")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(field)) {
                    return kibibytes(line);
                }
            }
            return null;
        } catch (IOException unknown) {
            return null;
        }
    }

    /// Returns the bytes in memory of all mappings that overlap the given range. Reading them holds up whoever maps
    /// or unmaps memory for a moment, so this is for a few calls a second.
    @Nullable
    Long residentBytes(long base, long bytes) {
        long sum = 0;
        boolean inRange = false;
        try (BufferedReader lines = open("smaps")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (inRange && line.startsWith("Rss:")) {
                    sum += kibibytes(line);
                } else if (isHeader(line)) {
                    inRange = overlaps(line, base, base + bytes);
                }
            }
            return sum;
        } catch (IOException unknown) {
            return null;
        }
    }

    /// Returns the page faults of the whole process so far that needed no disk, as `/proc/self/stat` counts them.
    @Nullable
    Long minorFaults() {
        String[] fields = stat();
        return fields == null ? null : (Long) Long.parseLong(fields[MINOR_FAULTS]);
    }

    /// Returns the processor time of the whole process so far, to a hundredth of a second.
    @Nullable
    Double cpuSeconds() {
        String[] fields = stat();
        return fields == null
                ? null
                : (Double) ((Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
                        / TICKS_PER_SECOND);
    }

    /// Returns the fields behind the name, which is in parentheses and may hold anything.
    private String @Nullable [] stat() {
        try (BufferedReader lines = open("stat")) {
            String line = lines.readLine();
            return line == null
                    ? null
                    : line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        } catch (IOException unknown) {
            return null;
        }
    }

    private BufferedReader open(String file) throws IOException {
        return Files.newBufferedReader(directory.resolve(file), StandardCharsets.ISO_8859_1);
    }

    /// A mapping starts with its addresses in lower-case digits, a line about it with a capital letter.
    private static boolean isHeader(String line) {
        return !line.isEmpty() && Character.digit(line.charAt(0), HEXADECIMAL) >= 0 && !isCapital(line.charAt(0));
    }

    private static boolean isCapital(char character) {
        return character >= 'A' && character <= 'Z';
    }

    private static boolean overlaps(String header, long base, long end) {
        int dash = header.indexOf('-');
        int space = header.indexOf(' ');
        long from = Long.parseUnsignedLong(header, 0, dash, HEXADECIMAL);
        long to = Long.parseUnsignedLong(header, dash + 1, space, HEXADECIMAL);
        return Long.compareUnsigned(from, end) < 0 && Long.compareUnsigned(base, to) < 0;
    }

    /// Reads a line like `Rss:      1234 kB`.
    private static long kibibytes(String line) {
        String value = line.substring(line.indexOf(':') + 1, line.lastIndexOf(' '));
        return Long.parseLong(value.strip()) * BYTES_PER_KIBIBYTE;
    }
}
