package io.hakmem.examples.netty;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Prints a line of comma-separated figures every second: seconds since the start, direct bytes in use, committed bytes of
/// HAKMEM now and at most, and resident bytes of the process; -1 for what is not known.
final class Figures {
    private static final String RESIDENT = "VmRSS:";
    private static final long BYTES_PER_KIBIBYTE = 1024;
    private static final long UNKNOWN = -1;

    private final ByteBufAllocator allocator;
    private final PrintStream out;

    Figures(ByteBufAllocator allocator, PrintStream out) {
        this.allocator = allocator;
        this.out = out;
    }

    /// Prints until the program ends.
    void printEverySecond() {
        out.println("seconds,used,committed,peak_committed,resident");
        Thread.ofPlatform().daemon().name("figures").start(() -> {
            long start = System.nanoTime();
            try {
                while (true) {
                    print(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
                    TimeUnit.SECONDS.sleep(1);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void print(long seconds) {
        String committed = Buffers.memory(allocator)
                .map(memory -> memory.committedBytes() + "," + memory.peakCommittedBytes())
                .orElse(UNKNOWN + "," + UNKNOWN);
        out.println(seconds + "," + Buffers.usedBytes(allocator) + "," + committed + "," + residentBytes());
    }

    private static long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) * BYTES_PER_KIBIBYTE)
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
