package io.hakmem.maintain;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Something that a user wants to be told, on a daemon thread of its own: it may block, allocate or throw, and nobody
/// waits for it. Without a user there is no thread.
public final class Callback implements Runnable {
    private final String what;

    /// Owner: nobody; whoever tells counts up, and the thread calls as often.
    private final AtomicLong told = new AtomicLong();

    private volatile @Nullable Runnable action;
    private volatile @Nullable Thread thread;

    /// @param what is told, as in the name of the thread
    public Callback(String what) {
        this.what = what;
    }

    /// Has `action` called from now on, in place of the one before.
    public synchronized void call(Runnable action) {
        if (thread == null) {
            Thread fresh = Thread.ofPlatform()
                    .name("hakmem-" + what)
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .unstarted(this);
            fresh.start();
            thread = fresh;
        }
        this.action = action;
    }

    /// Whether there is a user to tell.
    public boolean isWanted() {
        return action != null;
    }

    /// Tells the user, if there is one. Neither waits nor throws nor needs Java heap.
    public void tell() {
        if (action != null) {
            told.getAndIncrement();
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        boolean logged = false;
        for (long called = 0; ; ) {
            boolean ignored = Thread.interrupted(); // nobody's business, and parking would not wait
            Runnable now = action;
            if (now == null || called == told.get()) {
                LockSupport.park(this);
                continue;
            }
            called++;
            try {
                now.run();
            } catch (Throwable e) {
                logged = logged || log(e);
            }
        }
    }

    private boolean log(Throwable thrown) {
        try {
            System.getLogger("io.hakmem")
                    .log(Level.WARNING, "The callback for " + what + " threw; further throws are not told.", thrown);
        } catch (Throwable e) {
            return false; // a logger that throws, or the end of the Java heap
        }
        return true;
    }
}
