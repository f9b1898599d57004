package io.hakmem.bits;

import org.jspecify.annotations.Nullable;

/// A long table of references, all `null` at first, that uses memory for the parts that were ever set.
///
/// Readers: any thread, acquire, paired with the volatile store of [#setVolatile] or the CAS of [#compareAndSet].
public final class ReferenceTable {
    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

    private final @Nullable Object[] chunks;

    /// A table of `size` references.
    public ReferenceTable(int size) {
        this.chunks = new Object[(size + CHUNK_MASK) >>> CHUNK_SHIFT];
    }

    public @Nullable Object getAcquire(int index) {
        Object chunk = References.getAcquire(chunks, index >>> CHUNK_SHIFT);
        return chunk == null ? null : References.getAcquire((@Nullable Object[]) chunk, index & CHUNK_MASK);
    }

    public void setVolatile(int index, @Nullable Object value) {
        References.setVolatile(chunkFor(index), index & CHUNK_MASK, value);
    }

    public boolean compareAndSet(int index, @Nullable Object expected, @Nullable Object value) {
        return References.compareAndSet(chunkFor(index), index & CHUNK_MASK, expected, value);
    }

    /// Makes sure that the part with the reference exists, so that a later store allocates nothing.
    public void prepare(int index) {
        chunkFor(index);
    }

    /// Bytes of Java heap that the table uses now.
    public long metadataBytes() {
        long bytes = 32 + 4L * chunks.length;
        for (int number = 0; number < chunks.length; number++) {
            bytes += References.getAcquire(chunks, number) == null ? 0 : 16 + (4L << CHUNK_SHIFT);
        }
        return bytes;
    }

    private @Nullable Object[] chunkFor(int index) {
        int number = index >>> CHUNK_SHIFT;
        Object chunk = References.getAcquire(chunks, number);
        if (chunk == null) {
            References.compareAndSet(chunks, number, null, new Object[1 << CHUNK_SHIFT]);
            chunk = References.getAcquire(chunks, number);
        }
        if (chunk == null) {
            throw new AssertionError("a chunk of a table vanished");
        }
        return (@Nullable Object[]) chunk;
    }
}
