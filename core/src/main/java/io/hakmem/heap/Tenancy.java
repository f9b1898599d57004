package io.hakmem.heap;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// A thread's ownership of a heap, a fresh object each time, so that a CAS from a dead tenant's to a new one's succeeds
/// once. It does not keep the thread from being collected.
final class Tenancy extends WeakReference<Thread> {
    private final ReferenceQueue<Thread> queue;
    private final @Nullable Tenancy announcedTo;
    private volatile boolean collected;

    /// @param queue of all tenancies of an allocator
    Tenancy(Thread tenant, ReferenceQueue<Thread> queue) {
        this(tenant, queue, null);
    }

    /// Announces to the owner of a heap that `taker` is about to take it away.
    Tenancy(Thread taker, ReferenceQueue<Thread> queue, @Nullable Tenancy announcedTo) {
        super(taker, queue);
        this.queue = queue;
        this.announcedTo = announcedTo;
    }

    /// The tenancy that still holds if this one is only announced; else `null`.
    @Nullable
    Tenancy announcedTo() {
        return announcedTo;
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
