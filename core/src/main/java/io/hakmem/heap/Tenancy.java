package io.hakmem.heap;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/// A thread's ownership of a heap, a fresh object each time, so that a CAS from a dead tenant's to a new one's succeeds
/// once. It does not keep the thread from being collected.
final class Tenancy extends WeakReference<Thread> {
    private static final ReferenceQueue<Thread> COLLECTED = new ReferenceQueue<>();

    private volatile boolean collected;

    Tenancy(Thread tenant) {
        super(tenant, COLLECTED);
    }

    /// Whether the thread has ended, and all that it did is seen by the caller: `isAlive` gives that order, and where
    /// the thread is collected already, its passage through the reference queue does.
    boolean isOver() {
        Thread tenant = get();
        if (tenant != null) {
            return !tenant.isAlive();
        }
        if (!collected) {
            for (Reference<?> next = COLLECTED.poll(); next != null; next = COLLECTED.poll()) {
                ((Tenancy) next).collected = true;
            }
        }
        return collected;
    }
}
