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
/// @param warmUpSeconds of the same load before, on a server and clients that are closed again
/// @param longestRows of a batch
/// @param intervalMillis between two lines of the table
record Soak(
        AllocatorKind kind,
        int clients,
        long warmUpSeconds,
        long seconds,
        int longestRows,
        long intervalMillis,
        long seed) {
    private static final int BATCHES_PER_REQUEST = 20;
    private static final long QUIET_MILLIS = 5_000;

    /// What was seen.
    ///
    /// @param startBytes resident after the warm-up, its roots closed
    /// @param peakBytes the largest resident set of the measured time
    /// @param slopeBytesPerSecond of the line through the second half of the samples
    /// @param endBytes resident some seconds after all roots were closed
    /// @param bytes of all buffers that were fetched and compared
    record Outcome(long startBytes, long peakBytes, double slopeBytesPerSecond, long endBytes, long bytes) {}

    Outcome run(PrintStream out) throws Exception {
        load(warmUpSeconds, (bytes, end) -> {}); // Java loads and compiles: not the allocator's memory
        Thread.sleep(QUIET_MILLIS);
        long startBytes = ResidentBytes.now();
        Trace trace = new Trace();
        out.println("| seconds | resident, MiB | MiB/s |");
        out.println("|---|---|---|");
        long fetched = load(seconds, (bytes, end) -> watch(out, trace, bytes, end));
        Thread.sleep(QUIET_MILLIS);
        return new Outcome(startBytes, trace.peakBytes(), trace.slopeBytesPerSecond(), ResidentBytes.now(), fetched);
    }

    /// Sees how bytes grow until `System.nanoTime()` reaches an end.
    private interface Watch {
        void until(AtomicLong bytes, long endNanos) throws Exception;
    }

    /// @return bytes of all buffers that were fetched and compared
    private long load(long duration, Watch watch) throws Exception {
        AtomicLong bytes = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
        try (BatchServer server = new BatchServer(kind, "localhost", 0);
                ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                running.add(threads.submit(fetching(server.port(), seed + ((long) client << 32), end, bytes)));
            }
            watch.until(bytes, end);
            for (Future<?> future : running) {
                future.get();
            }
        }
        return bytes.get();
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
