package io.hakmem.heap;

import java.util.Arrays;

/// The words of heaps by thread id, a cache: an entry counts only for the thread whose id it names, and that thread
/// wrote it. Two living threads on one entry lose a few nanoseconds each time, nothing else.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param words the entries, a power of two of them
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else gets hold of it
record HeapTable(long[][] words) {
    private static final int SIZE = 4096;

    /// A heap without an owner: its bins are empty and take nothing, so whoever uses it goes the slow path.
    static final long[] NONE = Bins.newWords(0);

    HeapTable() {
        this(new long[SIZE][]);
        Arrays.fill(words, NONE);
    }

    /// The words of the calling thread's heap if the table knows them, else those of no heap: always so for a virtual
    /// thread.
    long[] current() {
        long threadId = Thread.currentThread().threadId();
        return ownedBy(words[(int) threadId & (SIZE - 1)], threadId);
    }

    /// The words of a heap if the thread owns it, else those of no heap.
    static long[] ownedBy(long[] heap, long threadId) {
        return Bins.ownerOf(heap) == threadId ? heap : NONE;
    }

    /// Whether these are the words of no heap.
    @SuppressWarnings("ReferenceEquality") // arrays have no other equality
    static boolean isNone(long[] words) {
        return words == NONE;
    }

    /// Notes the words of the calling thread's heap.
    void put(long[] heap) {
        words[(int) heap[Bins.OWNER_THREAD_ID] & (SIZE - 1)] = heap;
    }

    long metadataBytes() {
        return 16 + 4L * SIZE;
    }
}
