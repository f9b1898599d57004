package io.hakmem.heap;

import org.jspecify.annotations.Nullable;

/// Heaps by thread id, a cache: an entry counts only for the thread whose id its heap names, and that thread wrote it.
/// Two living threads on one entry lose a nanosecond each time, nothing else.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param heaps the entries, a power of two of them
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else gets hold of it
record HeapTable(@Nullable Heap[] heaps) {
    private static final int SIZE = 4096;

    HeapTable() {
        this(new Heap[SIZE]);
    }

    /// The heap of the calling thread if the table knows it: never for a virtual thread.
    @Nullable Heap current() {
        long threadId = Thread.currentThread().threadId();
        Heap heap = heaps[(int) threadId & (SIZE - 1)];
        return heap != null && heap.ownerThreadId() == threadId ? heap : null;
    }

    /// Notes the heap of the calling thread.
    void put(Heap heap) {
        heaps[(int) heap.ownerThreadId() & (SIZE - 1)] = heap;
    }

    long metadataBytes() {
        return 16 + 4L * SIZE;
    }
}
