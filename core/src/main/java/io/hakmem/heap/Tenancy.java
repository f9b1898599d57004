package io.hakmem.heap;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/// A thread's ownership of a heap, a fresh object each time, so that a CAS from a dead tenant's to a new one's succeeds
/// once. It does not keep the thread from being collected.
final class Tenancy extends WeakReference<Thread> {
    private final ReferenceQueue<Thread> queue;
    private volatile boolean collected;

    /// @param queue of all tenancies of an allocator
    Tenancy(Thread tenant, ReferenceQueue<Thread> queue) {
        super(tenant, queue);
        this.queue = queue;
    }

    /// Whether the thread has ended, and all that it did is seen by the caller: `isAlive` gives that order, and where
    /// the thread is collected already, its passage through the reference queue does.
    boolean isOver() {
        Thread tenant = get();
        if (tenant != null) {
            return !tenant.isAlive();
        }
        if (!collected) {
            for (Reference<?> next = queue.poll(); next != null; next = queue.poll()) {
                ((Tenancy) next).collected = true;
            }
        }
        return collected;
    }
}
