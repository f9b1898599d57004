package io.hakmem.model;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that does what it is told, and waits in between: of all actors and the conductor, exactly one runs.
///
/// It is a thread of its own from birth to end, since an allocator tells threads apart.
final class Actor {
    private static final long STUCK_NANOS = 60_000_000_000L;

    private final Thread conductor = Thread.currentThread();
    private final Thread thread;

    /// What to do now. Owner: the conductor puts it in, the actor takes it out when it is done; all else that the two
    /// share is ordered by it.
    private volatile @Nullable Runnable turn;

    private volatile boolean over;
    private @Nullable Throwable thrown;
    private boolean needsHeap;

    /// Starts a thread.
    Actor(boolean virtual) {
        thread = virtual
                ? Thread.ofVirtual().unstarted(this::live)
                : Thread.ofPlatform().daemon().unstarted(this::live);
        thread.start();
    }

    private void live() {
        while (!over) {
            Runnable now = turn;
            if (now == null) {
                LockSupport.park(this);
                continue;
            }
            try {
                now.run();
            } catch (Throwable e) {
                thrown = e;
            }
            turn = null;
            LockSupport.unpark(conductor);
        }
    }

    /// Runs `body` in the actor's thread, waits for its end, and throws what it threw.
    ///
    /// @throws StuckException when it does not come to an end
    void perform(Runnable body) throws Throwable {
        turn = body;
        LockSupport.unpark(thread);
        long start = System.nanoTime();
        while (turn != null) {
            LockSupport.parkNanos(this, STUCK_NANOS);
            if (System.nanoTime() - start > STUCK_NANOS && turn != null) {
                throw new StuckException(thread);
            }
        }
        Throwable e = thrown;
        if (e != null) {
            thrown = null;
            throw e;
        }
    }

    /// Whether the thread is one that has a heap of its own once it allocated.
    boolean isPlatform() {
        return !thread.isVirtual();
    }

    /// Notes that the thread allocated a block of a size class.
    void allocated() {
        needsHeap = isPlatform();
    }

    /// Whether the thread must have a heap by now.
    boolean needsHeap() {
        return needsHeap;
    }

    /// Ends the thread and waits until it is dead.
    void end() {
        over = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An actor that goes on for ever: its allocator can be used no more, nor its memory be unmapped.
    static final class StuckException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StuckException(Thread thread) {
            super("a step does not come to an end");
            setStackTrace(thread.getStackTrace());
        }
    }
}
