package io.hakmem.maintain;

import io.hakmem.pool.SlotPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// The daemon thread that gives back what has waited long enough, with no call by anyone. It starts when something
/// waits for the first time, and is parked while nothing does.
public final class Maintenance implements Runnable {
    private static final long LOOK_NANOS = 250_000_000L;

    /// A summary of the cache may hide a SuperSlab for a moment from the last look before parking.
    private static final long LONGEST_PARK_NANOS = 10_000_000_000L;

    private final SlotPool slots;
    private final Thread thread;
    private final AtomicBoolean started = new AtomicBoolean();

    /// Owner: the thread. Readers: whoever makes something wait. Order: volatile, as is that something: the thread says
    /// that it parks and looks once more, the others make something wait and read this.
    private volatile boolean parked;

    private Maintenance(SlotPool slots) {
        this.slots = slots;
        this.thread = Thread.ofPlatform()
                .name("hakmem-maintenance")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        thread.setContextClassLoader(null);
    }

    /// Has the cached SuperSlabs of the pool looked after from now on.
    public static void lookAfter(SlotPool slots) {
        slots.cache().whenCached(new Maintenance(slots)::wake);
    }

    private void wake() {
        if (!started.get() && started.compareAndSet(false, true)) {
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                // No thread to be had: whoever frees the next SuperSlab tries again.
                started.set(false);
            }
        } else if (parked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        for (; ; ) {
            boolean ignored = Thread.interrupted(); // nobody's business, and parking would not wait
            if (slots.cache().holdsPages()) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                slots.coolCached();
            } else {
                parked = true;
                if (!slots.cache().holdsPages()) {
                    LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
                }
                parked = false;
            }
        }
    }
}
