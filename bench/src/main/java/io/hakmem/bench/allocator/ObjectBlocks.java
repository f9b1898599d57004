package io.hakmem.bench.allocator;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Objects that stand for blocks, for allocators whose `free` wants the object: each is found again by a number in
/// front of its block.
///
/// Owner: one thread. Numbers wander with the blocks from thread to thread; those that one thread has too many of, it
/// leaves to others, so that no table grows beyond the live blocks by more than a few batches a thread.
final class ObjectBlocks<T> {
    /// Bytes in front of a block, which keep its alignment.
    static final int HEADER_BYTES = 16;

    private static final int BATCH = 256;
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Table table;
    private final int[] free = new int[2 * BATCH];
    private int count;

    private ObjectBlocks(Table table) {
        this.table = table;
    }

    ObjectBlocks() {
        this(new Table());
    }

    /// Returns another thread's view of the same objects.
    ObjectBlocks<T> forThread() {
        return new ObjectBlocks<>(table);
    }

    /// Keeps an object, and returns the address of its block behind the header.
    ///
    /// @param address of the object's memory, header included
    long keep(T object, long address) {
        if (count == 0) {
            table.takeBatch(free);
            count = BATCH;
        }
        int number = free[--count];
        table.chunkOf(number)[number & Table.CHUNK_MASK] = object;
        ALL.set(JAVA_INT, address, number);
        return address + HEADER_BYTES;
    }

    /// Returns the object of a live block.
    @SuppressWarnings("unchecked") // Only such objects are kept.
    T get(long block) {
        int number = number(block);
        Object object = table.chunkOf(number)[number & Table.CHUNK_MASK];
        if (object == null) {
            throw new IllegalArgumentException("There is no live block at 0x" + Long.toHexString(block) + ".");
        }
        return (T) object;
    }

    /// Forgets the object of a block.
    void drop(long block) {
        int number = number(block);
        table.chunkOf(number)[number & Table.CHUNK_MASK] = null;
        if (count == free.length) {
            count -= BATCH;
            table.giveBatch(free, count);
        }
        free[count++] = number;
    }

    private static int number(long block) {
        return ALL.get(JAVA_INT, block - HEADER_BYTES);
    }

    /// All objects, by number. Guarded by itself, but for entries of chunks, which belong to who has the number.
    private static final class Table {
        static final int CHUNK_MASK = (1 << Table.CHUNK_SHIFT) - 1;
        private static final int CHUNK_SHIFT = 16;
        private static final int MOST_CHUNKS = 1 << 14;

        private final @Nullable Object[][] chunks = new Object[MOST_CHUNKS][];
        private final Deque<int[]> batches = new ArrayDeque<>();
        private int next;

        @Nullable
        Object[] chunkOf(int number) {
            return chunks[number >>> CHUNK_SHIFT];
        }

        synchronized void takeBatch(int[] into) {
            int[] given = batches.poll();
            if (given != null) {
                System.arraycopy(given, 0, into, 0, BATCH);
                return;
            }
            if ((next & CHUNK_MASK) == 0) {
                chunks[next >>> CHUNK_SHIFT] = new Object[1 << CHUNK_SHIFT];
            }
            for (int index = 0; index < BATCH; index++) {
                into[index] = next++;
            }
        }

        synchronized void giveBatch(int[] from, int first) {
            int[] batch = new int[BATCH];
            System.arraycopy(from, first, batch, 0, BATCH);
            batches.push(batch);
        }
    }
}
