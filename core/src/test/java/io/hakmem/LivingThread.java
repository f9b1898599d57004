package io.hakmem;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/// A platform thread that stays alive between the calls it is given, so that its heap is nobody else's.
public final class LivingThread implements AutoCloseable {
    private final ExecutorService thread;
    private final AtomicReference<Thread> made = new AtomicReference<>();

    /// Any platform thread.
    public LivingThread() {
        this(Thread.ofPlatform().factory());
    }

    /// The thread that `factory` makes.
    public LivingThread(ThreadFactory factory) {
        this.thread = Executors.newSingleThreadExecutor(body -> {
            made.set(factory.newThread(body));
            return made.get();
        });
    }

    /// Runs `body` in the thread and returns what it returned.
    public <T> T call(Callable<T> body) {
        try {
            return thread.submit(body).get();
        } catch (ExecutionException e) {
            throw new AssertionError("the thread failed", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs `body` in the thread.
    public void run(Runnable body) {
        call(Executors.callable(body));
    }

    /// Ends the thread and waits until it is dead: the executor has ended a moment earlier.
    @Override
    public void close() {
        thread.close();
        try {
            Thread ended = made.get();
            if (ended != null) {
                ended.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
