package io.hakmem.netty;

import io.hakmem.Hakmem;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// The caches of all threads but virtual ones, for one allocator.
final class ThreadCaches {
    /// A power of two.
    static final int NEAR = 256;

    private final FastThreadLocal<ThreadCache> ofThread;

    /// By thread id, some of those caches: faster to find for threads that are not Netty's own. Racy on purpose: a
    /// cache counts for the thread only that it names in final fields, and that thread wrote the entry.
    private final @Nullable WeakReference<ThreadCache>[] near = newTable();

    ThreadCaches(Hakmem hakmem) {
        ofThread = new FastThreadLocal<>() {
            @Override
            protected ThreadCache initialValue() {
                return new ThreadCache(hakmem.heap());
            }
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type is made no other way
    private static @Nullable WeakReference<ThreadCache>[] newTable() {
        return new WeakReference[NEAR];
    }

    /// The calling thread's; `null` for a virtual one.
    @Nullable
    ThreadCache current() {
        Thread thread = Thread.currentThread();
        int at = (int) thread.threadId() & (NEAR - 1);
        WeakReference<ThreadCache> entry = near[at];
        ThreadCache cache = entry == null ? null : entry.get();
        return cache != null && cache.isCallers() ? cache : far(thread, at);
    }

    private @Nullable ThreadCache far(Thread thread, int at) {
        if (thread.isVirtual()) {
            return null;
        }
        ThreadCache cache = ofThread.get();
        near[at] = cache.reference();
        return cache;
    }
}
