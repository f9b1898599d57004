package io.hakmem.maintain;

import java.lang.ref.WeakReference;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The daemon thread of the process that looks after its allocators. It starts with the first slow path of one of them,
/// and is parked while nothing waits in any.
public final class Maintenance implements Runnable {
    private static final Maintenance OF_PROCESS = new Maintenance();
    private static final System.Logger LOGGER = System.getLogger("io.hakmem");

    private final CopyOnWriteArrayList<WeakReference<Upkeep>> upkeeps = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread thread;
    private boolean failed;

    private Maintenance() {
        this.thread = Thread.ofPlatform()
                .name("hakmem-maintenance")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        thread.setContextClassLoader(null);
    }

    /// Has an allocator looked after from now on, as long as somebody else refers to its upkeep.
    public static void lookAfter(Upkeep upkeep) {
        OF_PROCESS.upkeeps.add(new WeakReference<>(upkeep));
        upkeep.attention().caretaker(() -> OF_PROCESS.wake(upkeep));
    }

    private void wake(Upkeep upkeep) {
        if (!started.get() && started.compareAndSet(false, true)) {
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                // No thread to be had: the next slow path tries again.
                started.set(false);
                upkeep.attention().rest();
            }
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        for (; ; ) {
            boolean ignored = Thread.interrupted(); // nobody's business, and parking would not wait
            long nanos = Long.MAX_VALUE;
            for (WeakReference<Upkeep> reference : upkeeps) {
                Upkeep upkeep = reference.get();
                if (upkeep == null) {
                    upkeeps.remove(reference);
                } else if (isWanted(upkeep)) {
                    nanos = Math.min(nanos, upkeep.intervalNanos());
                }
            }
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
    }

    /// Looks after an allocator; whether it is to be looked at again soon. Before it rests, it is looked at once more,
    /// since what came in between called nobody.
    private boolean isWanted(Upkeep upkeep) {
        if (upkeep.attention().isResting()) {
            return false;
        }
        if (looked(upkeep::look)) {
            return true;
        }
        upkeep.attention().rest();
        if (looked(upkeep::lookOnceMore)) {
            upkeep.attention().call();
        }
        return !upkeep.attention().isResting();
    }

    /// A look; one that fails, for want of Java heap perhaps, is told of once and made again.
    private boolean looked(BooleanSupplier look) {
        try {
            return look.getAsBoolean();
        } catch (Throwable e) {
            if (!failed) {
                failed = true;
                LOGGER.log(System.Logger.Level.WARNING, "A look of the maintenance failed; it goes on.", e);
            }
            return true;
        }
    }
}
