package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/// Waits for the garbage collector and for what the JDK's cleaner does thereupon.
final class Unreachable {
    private static final int COLLECTIONS = 100;
    private static final long BETWEEN_MILLIS = 20;

    private Unreachable() {}

    /// Collects garbage, a bounded number of times, until no block is live, and the cleaner has left the allocator.
    static void awaitNothingLive(Hakmem hakmem) {
        for (int count = 0; count < COLLECTIONS && (liveBytes(hakmem) != 0 || isCleaning()); count++) {
            System.gc();
            pause();
        }
        assertThat(liveBytes(hakmem)).as("live bytes").isZero();
    }

    static long liveBytes(Hakmem hakmem) {
        return hakmem.stats().memory().liveBytes();
    }

    private static boolean isCleaning() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("Common-Cleaner"))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().startsWith("io.hakmem."));
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
