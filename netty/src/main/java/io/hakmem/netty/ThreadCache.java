package io.hakmem.netty;

import io.hakmem.HakmemHeap;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a thread keeps for one allocator: its own way into HAKMEM, and buffer objects without a block.
///
/// An object goes to the thread that released it, whichever thread made it, so there is no queue between threads.
final class ThreadCache {
    /// More than that are left to the garbage collector.
    private static final int MOST_OBJECTS = 4096;

    private final HakmemHeap heap;

    /// Doubled when it is full.
    private @Nullable HakmemByteBuf[] objects = new HakmemByteBuf[16];

    private int count;

    private @Nullable WeakReference<ThreadCache> reference;

    ThreadCache(HakmemHeap heap) {
        this.heap = heap;
    }

    HakmemHeap heap() {
        return heap;
    }

    /// To this cache, always the same one. Only its thread asks.
    WeakReference<ThreadCache> reference() {
        WeakReference<ThreadCache> known = reference;
        if (known == null) {
            known = new WeakReference<>(this);
            reference = known;
        }
        return known;
    }

    /// An object for another life; `null` when there is none.
    @Nullable
    HakmemByteBuf take() {
        if (count == 0) {
            return null;
        }
        HakmemByteBuf buffer = objects[--count];
        objects[count] = null;
        return buffer;
    }

    /// Whether the calling thread is the one whose it is.
    @SuppressWarnings("ReferenceEquality") // threads have no other equality
    boolean isCallers() {
        return heap.owner() == Thread.currentThread();
    }

    void keep(HakmemByteBuf buffer) {
        buffer.cachedBy(this);
        if (count < objects.length || grow()) {
            objects[count++] = buffer;
        }
    }

    private boolean grow() {
        if (count == MOST_OBJECTS) {
            return false;
        }
        objects = Arrays.copyOf(objects, 2 * count);
        return true;
    }
}
