package io.hakmem.heap;

import org.jspecify.annotations.Nullable;

/// The words of heaps by thread id, a cache: an entry counts only for the thread whose id it names, and that thread
/// wrote
/// it. Two living threads on one entry lose a few nanoseconds each time, nothing else.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param words the entries, a power of two of them
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else gets hold of it
record HeapTable(long[] @Nullable [] words) {
    private static final int SIZE = 4096;

    HeapTable() {
        this(new long[SIZE][]);
    }

    /// The words of the calling thread's heap if the table knows them: never for a virtual thread.
    long @Nullable [] current() {
        long threadId = Thread.currentThread().threadId();
        long[] heap = words[(int) threadId & (SIZE - 1)];
        return heap != null && heap[Bins.OWNER_THREAD_ID] == threadId ? heap : null;
    }

    /// Notes the words of the calling thread's heap.
    void put(long[] heap) {
        words[(int) heap[Bins.OWNER_THREAD_ID] & (SIZE - 1)] = heap;
    }

    long metadataBytes() {
        return 16 + 4L * SIZE;
    }
}
