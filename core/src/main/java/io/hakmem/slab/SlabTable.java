package io.hakmem.slab;

import io.hakmem.bits.References;
import io.hakmem.bits.Stepper;
import org.jspecify.annotations.Nullable;

/// Which slab lives in which slot; uses memory for the parts that were ever set.
///
/// Readers on the fast path: any thread, plain. Who holds a block was handed its address by someone who saw the
/// birth of its slab, so it finds that slab; all of a slab is reached by way of its final fields. Who has no right
/// to the address finds any slab that ever lived there, or none, and the checks of `free` tell.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param chunks the parts, made on demand; a power of two of them, so that a mask spares the range check
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else gets hold of it
public record SlabTable(@Nullable Slab[] @Nullable [] chunks) {
    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;

    /// @param size number of slots, a power of two
    SlabTable(int size) {
        this(new Slab[(size + CHUNK_MASK) >>> CHUNK_SHIFT][]);
    }

    /// The slab in a slot, as the calling thread sees it.
    public @Nullable Slab getPlain(int slotIndex) {
        if (Stepper.ON) {
            return getAcquire(slotIndex);
        }
        @Nullable Slab[] chunk = chunks[slotIndex >>> CHUNK_SHIFT & (chunks.length - 1)];
        return chunk == null ? null : chunk[slotIndex & CHUNK_MASK];
    }

    @Nullable
    Slab getAcquire(int slotIndex) {
        @Nullable Slab[] chunk = chunkAt(slotIndex);
        return chunk == null ? null : (Slab) References.getAcquire(chunk, slotIndex & CHUNK_MASK);
    }

    void setVolatile(int slotIndex, @Nullable Slab slab) {
        References.setVolatile(prepare(slotIndex), slotIndex & CHUNK_MASK, slab);
    }

    /// Makes sure that the part with the slot exists, so that a later store allocates nothing.
    @Nullable
    Slab[] prepare(int slotIndex) {
        @Nullable Slab[] chunk = chunkAt(slotIndex);
        if (chunk == null) {
            References.compareAndSet(chunks, slotIndex >>> CHUNK_SHIFT, null, new Slab[1 << CHUNK_SHIFT]);
            return prepare(slotIndex);
        }
        return chunk;
    }

    private @Nullable Slab @Nullable [] chunkAt(int slotIndex) {
        return (Slab[]) References.getAcquire(chunks, slotIndex >>> CHUNK_SHIFT);
    }

    long metadataBytes() {
        long bytes = 32 + 4L * chunks.length;
        for (int number = 0; number < chunks.length; number++) {
            bytes += chunkAt(number << CHUNK_SHIFT) == null ? 0 : 16 + (4L << CHUNK_SHIFT);
        }
        return bytes;
    }
}
