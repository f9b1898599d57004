package io.hakmem.examples.flight;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A server and several clients in one process for a while, with the resident set over time.
///
/// @param longestRows of a batch
/// @param intervalMillis between two lines of the table
record Soak(AllocatorKind kind, int clients, long seconds, int longestRows, long intervalMillis, long seed) {
    private static final int BATCHES_PER_REQUEST = 20;
    private static final long QUIET_MILLIS = 5_000;

    /// What was seen.
    ///
    /// @param startBytes resident before the first request of the measured time
    /// @param peakBytes the largest resident set of it
    /// @param slopeBytesPerSecond of the line through the second half of the samples
    /// @param endBytes resident some seconds after all roots were closed
    /// @param bytes of all buffers that were fetched and compared
    record Outcome(long startBytes, long peakBytes, double slopeBytesPerSecond, long endBytes, long bytes) {}

    Outcome run(PrintStream out) throws Exception {
        long startBytes;
        Trace trace = new Trace();
        AtomicLong bytes = new AtomicLong();
        try (BatchServer server = new BatchServer(kind, "localhost", 0)) {
            warmUp(server.port());
            startBytes = ResidentBytes.now();
            out.println("| seconds | resident, MiB | MiB/s |");
            out.println("|---|---|---|");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
                List<Future<?>> running = new ArrayList<>();
                for (int client = 0; client < clients; client++) {
                    running.add(threads.submit(fetching(server.port(), seed + ((long) client << 32), end, bytes)));
                }
                watch(out, trace, bytes, end);
                for (Future<?> future : running) {
                    future.get();
                }
            }
        }
        Thread.sleep(QUIET_MILLIS);
        return new Outcome(startBytes, trace.peakBytes(), trace.slopeBytesPerSecond(), ResidentBytes.now(), bytes.get());
    }

    /// Loads classes and lets pools grow as far as one client needs them.
    private void warmUp(int port) throws Exception {
        try (BatchClient client = new BatchClient(kind, "localhost", port)) {
            client.fetch(new BatchRequest(seed - 1, BATCHES_PER_REQUEST, longestRows));
        }
        Thread.sleep(QUIET_MILLIS);
    }

    private Callable<Void> fetching(int port, long firstSeed, long endNanos, AtomicLong bytes) {
        return () -> {
            try (BatchClient client = new BatchClient(kind, "localhost", port)) {
                for (long s = firstSeed; System.nanoTime() < endNanos; s++) {
                    bytes.addAndGet(client.fetch(new BatchRequest(s, BATCHES_PER_REQUEST, longestRows)));
                }
            }
            return null;
        };
    }

    private void watch(PrintStream out, Trace trace, AtomicLong bytes, long endNanos)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() < endNanos) {
            Thread.sleep(intervalMillis);
            double passed = (System.nanoTime() - start) / 1e9;
            long resident = ResidentBytes.now();
            trace.add(passed, resident);
            out.printf("| %.0f | %.0f | %.0f |%n", passed, mib(resident), mib(bytes.get()) / passed);
        }
    }

    static double mib(long bytes) {
        return bytes / 1048576.0;
    }
}
