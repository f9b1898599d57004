package io.hakmem;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Threads that do the same thing at the same time.
public final class Rivals {
    private Rivals() {}

    /// What one rival does.
    @FunctionalInterface
    public interface Act {
        /// Does it, as number `rival`: 0, 1, …
        void run(int rival) throws Exception;
    }

    /// What one rival does in one round.
    @FunctionalInterface
    public interface RoundAct {
        void run(int rival, int round) throws Exception;
    }

    /// Lets `count` threads start together, waits for all, and throws what the first of them threw.
    public static void race(int count, Act act) {
        rounds(count, 1, (rival, round) -> act.run(rival), round -> {});
    }

    /// After each round, when all rivals rest.
    @FunctionalInterface
    public interface Rest {
        void check(int round);
    }

    /// Lets `count` threads meet before each of `rounds` rounds; after each one, a single thread checks while the
    /// others rest. Ends with the first failure.
    public static void rounds(int count, int rounds, RoundAct act, Rest rest) {
        Barrier barrier = new Barrier(count);
        List<Future<?>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (int number = 0; number < count; number++) {
                int rival = number;
                futures.add(threads.submit(() -> {
                    try {
                        for (int round = 0; round < rounds && barrier.await(); round++) {
                            act.run(rival, round);
                            if (barrier.await() && rival == 0) {
                                rest.check(round);
                            }
                        }
                    } catch (Throwable e) {
                        barrier.broken.set(true);
                        throw e;
                    }
                    return null;
                }));
            }
        }
        for (Future<?> future : futures) {
            rethrow(future);
        }
    }

    private static void rethrow(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw new AssertionError("a rival threw", e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// A barrier that spins, since waking a thread up takes longer than the races that are looked for.
    private static final class Barrier {
        private final int count;
        private final AtomicLong arrivals = new AtomicLong();
        private final AtomicBoolean broken = new AtomicBoolean();

        Barrier(int count) {
            this.count = count;
        }

        /// Waits for all; false when one of them failed.
        @SuppressWarnings("ThreadPriorityCheck") // there may be more rivals than processors
        boolean await() {
            long arrived = arrivals.incrementAndGet();
            long full = (arrived + count - 1) / count * count;
            while (arrivals.get() < full && !broken.get()) {
                Thread.yield();
            }
            return !broken.get();
        }
    }
}
