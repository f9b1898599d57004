package io.hakmem.jmh;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Virtual threads; for `-Djmh.executor.class`.
public final class VirtualThreads extends ThreadPoolExecutor {
    /// Called by JMH.
    public VirtualThreads(int threads, String prefix) {
        super(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofVirtual().name(prefix, 0).factory());
    }
}
