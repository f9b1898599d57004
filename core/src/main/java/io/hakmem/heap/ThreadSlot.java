package io.hakmem.heap;

import io.hakmem.bits.References;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/// A heap of threads, and whose it is.
///
/// A heap that its living owner does not use can be taken away, at no price for the owner's fast path but to read the
/// owner's id anew for each block. The taker announces it and clears that id; then it asks for the owner's stack, which
/// the JVM takes while the owner stands at a safepoint. Compiled code has no safepoint between the look at the id and
/// the last step on the bin; elsewhere, a method of this package is on the stack. So an owner that is outside of this
/// package has no step under way, and its next one finds the cleared id and goes the slow way, which begins here:
/// owner and taker settle by CAS whose the heap is.
final class ThreadSlot {
    private static final String PACKAGE = ThreadSlot.class.getPackageName() + ".";
    private static final int DEEPEST_CALL = 200;

    private final Heap heap;

    /// Element 0: the tenancy of the thread that owns the heap, `null` for none. Owner: whoever put it there by CAS.
    private final @Nullable Object[] tenancy;

    ThreadSlot(Heap heap, Tenancy first) {
        this.heap = heap;
        this.tenancy = new Object[] {first};
    }

    Heap heap() {
        return heap;
    }

    boolean leftToOwned(Thread tenant, ReferenceQueue<Thread> collected) {
        Tenancy last = (Tenancy) References.getVolatile(tenancy, 0);
        return (last == null || last.isOver())
                && References.compareAndSet(tenancy, 0, last, new Tenancy(tenant, collected));
    }

    /// Exact for the calling thread: nobody else gives it a heap, and a taker that has only announced itself yields.
    boolean isOwnedBy(Thread thread) {
        Tenancy now = (Tenancy) References.getVolatile(tenancy, 0);
        while (now != null && now.announcedTo() != null && now.announcedTo().refersTo(thread)) {
            boolean ignored = References.compareAndSet(tenancy, 0, now, now.announcedTo());
            now = (Tenancy) References.getVolatile(tenancy, 0);
        }
        return now != null && now.refersTo(thread);
    }

    /// Whether nobody living owns the heap.
    boolean isLeft() {
        Tenancy now = (Tenancy) References.getVolatile(tenancy, 0);
        return now == null || now.isOver();
    }

    void ownedToLeft() {
        References.setVolatile(tenancy, 0, null);
    }

    /// Takes the heap away from a living thread if that is not about to use it; the caller owns it then.
    boolean idleToOwned(ReferenceQueue<Thread> collected) {
        Tenancy owner = (Tenancy) References.getVolatile(tenancy, 0);
        Thread thread = owner == null ? null : owner.get();
        if (owner == null || thread == null || owner.announcedTo() != null || thread.equals(Thread.currentThread())) {
            return false;
        }
        Tenancy mine = new Tenancy(Thread.currentThread(), collected);
        Tenancy announced = new Tenancy(Thread.currentThread(), collected, owner);
        if (!References.compareAndSet(tenancy, 0, owner, announced)) {
            return false;
        }
        boolean outside = false;
        try {
            heap.disown();
            outside = isOutside(thread);
        } finally {
            if (!outside) {
                boolean ignored = References.compareAndSet(tenancy, 0, announced, owner);
            }
        }
        return outside && References.compareAndSet(tenancy, 0, announced, mine);
    }

    /// Whether a thread had no method of this package on its stack at some safepoint after the call began.
    private static boolean isOutside(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith(PACKAGE)) {
                return false;
            }
        }
        return true;
    }

    /// Whether stack traces show as many frames as there are within a call of this package. A JVM can be told to cut
    /// them shorter.
    static boolean canTellWhoIsInside() {
        return depth(DEEPEST_CALL) > DEEPEST_CALL;
    }

    private static int depth(int more) {
        return more == 0 ? Thread.currentThread().getStackTrace().length : depth(more - 1);
    }
}
