package io.hakmem.cli.compare;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end of the process by a signal, put off until what was measured is safe. The thread that makes the runs is
/// interrupted; the process ends when this is closed.
public final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final long CHILD_BEFORE_US_MILLIS = 300;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().unstarted(this::signalled);
    private boolean runsAreOver;

    /// Begins to wait for a signal, for the calling thread.
    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Returns whether the process was told to end.
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /// Returns the same after a run has failed: a signal to a group of processes may reach the run's first.
    boolean isRequestedNowOrSoon() {
        try {
            return requested.await(CHILD_BEFORE_US_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException signalled) {
            return true;
        }
    }

    /// From now on the calling thread is not interrupted any more, nor is it still.
    @SuppressWarnings("ThreadInterruptedIgnored") // To clear the flag is the purpose.
    synchronized void runsAreOver() {
        runsAreOver = true;
        Thread.interrupted();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running already, which is as well.
            return;
        }
    }

    private void signalled() {
        synchronized (this) {
            requested.countDown();
            if (!runsAreOver) {
                worker.interrupt();
            }
        }
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
