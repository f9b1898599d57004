package io.hakmem;

import io.hakmem.memory.NativeMemory;
import io.hakmem.size.SizeClasses;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/// Segments that are a block each, in the global scope: nothing but a `free` of its address ends one.
///
/// @param zeroed whether each is zeroed
record BlockSegments(Hakmem hakmem, boolean zeroed) implements SegmentAllocator {
    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        Requests.checkAlignment(alignment);
        Requests.checkLength(bytes);
        return segmentOf(hakmem, blockOf(hakmem, bytes, alignment, zeroed), bytes);
    }

    /// The address of a new block for a segment.
    static long blockOf(Hakmem hakmem, long bytes, long alignment, boolean zeroed) {
        long blockAlignment = Math.max(alignment, SizeClasses.GRANULE_BYTES);
        return zeroed ? hakmem.allocateZeroed(bytes, blockAlignment) : hakmem.allocate(bytes, blockAlignment);
    }

    /// The first `bytes` bytes of a new block as a segment.
    static MemorySegment segmentOf(Hakmem hakmem, long address, long bytes) {
        try {
            return NativeMemory.ALL.asSlice(address, bytes);
        } catch (Throwable e) {
            hakmem.free(address);
            throw e;
        }
    }
}
