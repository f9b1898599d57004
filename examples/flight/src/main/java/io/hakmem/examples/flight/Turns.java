package io.hakmem.examples.flight;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/// All allocators in turns, in one JVM: a JVM compiles the same code well or less well for the whole of its life, which
/// makes more of a difference between two of them than the allocators do.
///
/// @param rounds measured ones; two more come before
/// @param leadInSeconds of each turn that are not measured: HAKMEM has given memory back while others had their turns
/// @param seconds of each turn that are measured
/// @param longestRows of a batch
record Turns(int rounds, long leadInSeconds, long seconds, int clients, int longestRows, long seed) {
    private static final int UNMEASURED_ROUNDS = 2;
    private static final int BATCHES_PER_REQUEST = 5;

    /// What one turn showed.
    ///
    /// @param mibPerSecond fetched and compared
    /// @param cpuMillisPerMib of the process, all its threads
    record Turn(double mibPerSecond, double cpuMillisPerMib) {}

    Turns {
        if (rounds < 1 || leadInSeconds < 0 || seconds < 1 || clients < 1) {
            throw new IllegalArgumentException(rounds + " rounds of " + leadInSeconds + " + " + seconds + " s with "
                    + clients + " clients were asked for: expected is at least 1 of each, and a lead-in of 0 or more.");
        }
    }

    /// One list for each allocator: its turns, by rounds.
    Map<AllocatorKind, List<Turn>> run(PrintStream out) throws Exception {
        Map<AllocatorKind, List<Turn>> turns = new EnumMap<>(AllocatorKind.class);
        try (Side hakmem = new Side(AllocatorKind.HAKMEM);
                Side netty = new Side(AllocatorKind.ARROW_NETTY);
                Side unsafe = new Side(AllocatorKind.ARROW_UNSAFE)) {
            List<Side> order = new ArrayList<>(List.of(hakmem, netty, unsafe));
            for (int round = -UNMEASURED_ROUNDS; round < rounds; round++) {
                for (Side side : order) {
                    Turn turn = side.turn(seed + round);
                    if (round >= 0) {
                        turns.computeIfAbsent(side.kind, _ -> new ArrayList<>()).add(turn);
                        out.printf(Locale.ROOT, "%d %s %.1f MiB/s%n", round + 1, side.kind, turn.mibPerSecond());
                    }
                }
                order.add(order.removeFirst());
            }
        }
        return turns;
    }

    /// A table: medians, and what HAKMEM's are of the others' within the rounds, with the two quartiles.
    static String table(Map<AllocatorKind, List<Turn>> turns) {
        StringBuilder table = new StringBuilder("""
                | | MiB/s | CPU ms/MiB | HAKMEM's MiB/s / its | HAKMEM's CPU / its |
                |---|---|---|---|---|
                """);
        List<Turn> hakmem = turns.getOrDefault(AllocatorKind.HAKMEM, List.of());
        turns.forEach((kind, own) -> table.append(String.format(
                Locale.ROOT,
                "| `%s` | %.1f | %.3f | %s | %s |%n",
                kind,
                quantile(own.stream().map(Turn::mibPerSecond).toList(), 0.5),
                quantile(own.stream().map(Turn::cpuMillisPerMib).toList(), 0.5),
                ratio(hakmem, own, Turn::mibPerSecond),
                ratio(hakmem, own, Turn::cpuMillisPerMib))));
        return table.toString();
    }

    private static String ratio(List<Turn> some, List<Turn> others, ToDoubleFunction<Turn> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < some.size(); round++) {
            ratios.add(figure.applyAsDouble(some.get(round)) / figure.applyAsDouble(others.get(round)));
        }
        return String.format(
                Locale.ROOT, "%.3f (%.3f–%.3f)", quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
    }

    /// By linear interpolation between the two nearest.
    static double quantile(List<Double> values, double part) {
        List<Double> sorted = values.stream().sorted().toList();
        double at = part * (sorted.size() - 1);
        double below = sorted.get((int) Math.floor(at));
        double above = sorted.get((int) Math.ceil(at));
        return below + (above - below) * (at - Math.floor(at));
    }

    /// A server and its clients over one allocator, which are quiet between their turns.
    private final class Side implements AutoCloseable {
        final AllocatorKind kind;
        private final BatchServer server;
        private final List<BatchClient> connected = new ArrayList<>();
        private final ExecutorService threads = Executors.newFixedThreadPool(clients);

        Side(AllocatorKind kind) throws IOException {
            this.kind = kind;
            this.server = new BatchServer(kind, "localhost", 0);
            for (int client = 0; client < clients; client++) {
                connected.add(new BatchClient(kind, "localhost", server.port()));
            }
        }

        Turn turn(long firstSeed) throws Exception {
            AtomicLong bytes = new AtomicLong();
            long from = System.nanoTime() + TimeUnit.SECONDS.toNanos(leadInSeconds);
            long end = from + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                BatchClient own = connected.get(client);
                long first = firstSeed + ((long) client << 32);
                running.add(threads.submit(() -> {
                    for (long s = first; System.nanoTime() < end; s += 1L << 16) {
                        bytes.addAndGet(own.fetch(new BatchRequest(s, BATCHES_PER_REQUEST, longestRows)));
                    }
                    return null;
                }));
            }
            Sample start = sampleAt(from, bytes);
            Sample stop = sampleAt(end, bytes);
            for (Future<?> future : running) {
                future.get();
            }
            double mib = Soak.mib(stop.bytes - start.bytes);
            return new Turn(
                    mib * 1e9 / (stop.nanoTime - start.nanoTime), (stop.cpuNanos - start.cpuNanos) / 1e6 / mib);
        }

        @Override
        public void close() throws Exception {
            threads.close();
            for (BatchClient client : connected) {
                client.close();
            }
            server.close();
        }
    }

    private record Sample(long nanoTime, long cpuNanos, long bytes) {}

    private static Sample sampleAt(long nanoTime, AtomicLong bytes) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Sample(System.nanoTime(), system.getProcessCpuTime(), bytes.get());
    }
}
