package io.hakmem.bench.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An allocator that does nothing, to measure the harness alone: it hands out the cache lines of a small buffer in
/// turn and ignores what comes back, so blocks overlap and only their first bytes may be touched.
///
/// Each thread life rotates through a slice of its own by a plain field, which is the least that handing out
/// different addresses can cost; threads share a slice only when there are more of them than slices.
final class NullAllocator implements Allocator {
    private static final int STEP_BYTES = 64;
    private static final int SLICE_BYTES = 64 << 10;
    private static final int SLICES = 64;

    /// Reaches one slice beyond the last one, so that a block at its end still lies inside the buffer.
    private static final MemorySegment BUFFER = Arena.global().allocate((long) (SLICES + 1) * SLICE_BYTES, STEP_BYTES);

    private static final AtomicInteger SLICES_TAKEN = new AtomicInteger();

    private final long sliceAddress;
    private long offsetBytes;

    NullAllocator() {
        int slice = Integer.remainderUnsigned(SLICES_TAKEN.getAndIncrement(), SLICES);
        this.sliceAddress = BUFFER.address() + (long) slice * SLICE_BYTES;
    }

    @Override
    public long allocate(long bytes) {
        long offset = offsetBytes;
        offsetBytes = (offset + STEP_BYTES) & (SLICE_BYTES - 1);
        return sliceAddress + offset;
    }

    @Override
    public long allocateZeroed(long bytes) {
        return allocate(bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        return allocate(bytes);
    }

    @Override
    public void free(long address) {}

    @Override
    public boolean overlaps() {
        return true;
    }

    @Override
    public Allocator forThread() {
        return new NullAllocator();
    }

    @Override
    public List<String> notes() {
        return List.of("The harness alone: nothing is allocated, addresses rotate through 64 KiB a thread.");
    }
}
