package io.hakmem;

import io.hakmem.pool.StackRoom;
import io.hakmem.size.SizeClasses;
import org.jspecify.annotations.Nullable;

/// A block that an arena took from its allocator: one that is filled with segments from its start on, or a long
/// segment's own. The Java object comes first, then the memory, so that the end of the Java heap loses nothing.
///
/// Owner: whoever made it, until the arena links it.
final class ArenaBlock {
    /// Every segment begins at a multiple of it, as everything does that `malloc` and so the JDK's arenas give.
    static final long GRANULE_BYTES = SizeClasses.GRANULE_BYTES;

    private static final long SMALLEST_BYTES = 1 << 10;
    private static final long LARGEST_BYTES = 1 << 16;

    /// A longer segment, or a more aligned one, gets a block of its own: what the end of a block may waste.
    private static final long LONGEST_SHARED_BYTES = LARGEST_BYTES / 4;

    /// Length of the block that is filled when this one is the last: its own, or for a segment's own block, that of
    /// the one before.
    private final long filledBytes;

    private long address;
    private @Nullable ArenaBlock before;

    private ArenaBlock(long filledBytes) {
        this.filledBytes = filledBytes;
    }

    /// A block that stands for none.
    static ArenaBlock none() {
        return new ArenaBlock(0);
    }

    /// Whether a segment gets a block of its own.
    static boolean isOwn(long bytes, long alignment) {
        return bytes > LONGEST_SHARED_BYTES || alignment > LONGEST_SHARED_BYTES;
    }

    /// A segment's own block, not allocated yet.
    ///
    /// @param last the arena's last block
    static ArenaBlock own(@Nullable ArenaBlock last) {
        StackRoom.requireForSteps();
        return new ArenaBlock(last == null ? 0 : last.filledBytes);
    }

    /// A block to be filled, twice as long as the one before as far as that goes, not allocated yet.
    ///
    /// @param last the arena's last block
    /// @param bytes length of the first segment
    /// @param alignment its alignment
    static ArenaBlock toFill(@Nullable ArenaBlock last, long bytes, long alignment) {
        StackRoom.requireForSteps();
        long filledBytes = last == null ? 0 : Math.min(2 * last.filledBytes, LARGEST_BYTES);
        long neededBytes = powerOfTwo(bytes + Math.max(0, alignment - GRANULE_BYTES));
        return new ArenaBlock(Math.max(Math.max(SMALLEST_BYTES, filledBytes), neededBytes));
    }

    private static long powerOfTwo(long bytes) {
        return Long.highestOneBit(bytes - 1) << 1;
    }

    /// Takes the memory of a block to be filled.
    ///
    /// @throws NativeOutOfMemoryError when there is none
    void allocate(Hakmem hakmem) {
        address = hakmem.allocate(filledBytes);
    }

    /// Takes the memory of a segment's own block, and returns its address.
    ///
    /// @throws NativeOutOfMemoryError when there is none
    long allocate(Hakmem hakmem, long bytes, long alignment, boolean zeroed) {
        address = BlockSegments.blockOf(hakmem, bytes, alignment, zeroed);
        return address;
    }

    /// Where it begins.
    long start() {
        return address;
    }

    /// Where a block that is filled ends.
    long end() {
        return address + filledBytes;
    }

    /// Links it to the block before.
    ArenaBlock linkedTo(@Nullable ArenaBlock last) {
        before = last;
        return this;
    }

    /// Frees `last` and all before it. One by one, since that needs no Java heap.
    ///
    /// @throws InvalidFreeException when one of them is no live block any more; all others are free then
    static void freeAll(Hakmem hakmem, @Nullable ArenaBlock last) {
        RuntimeException refusal = null;
        for (ArenaBlock block = last; block != null; block = block.before) {
            try {
                hakmem.free(block.address);
            } catch (InvalidFreeException | HeapCorruptionException e) {
                refusal = e;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }
}
