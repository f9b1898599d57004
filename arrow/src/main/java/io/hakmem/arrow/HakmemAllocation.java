package io.hakmem.arrow;

import io.hakmem.Hakmem;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.BufferAllocator;

/// One block of a [Hakmem] that carries Arrow buffers. Arrow counts who refers to it, and frees it once, with its size.
final class HakmemAllocation extends AllocationManager {
    private final Hakmem hakmem;
    private final long address;
    private final long bytes;

    HakmemAllocation(BufferAllocator accountant, Hakmem hakmem, long address, long bytes) {
        super(accountant);
        this.hakmem = hakmem;
        this.address = address;
        this.bytes = bytes;
    }

    @Override
    public long getSize() {
        return bytes;
    }

    @Override
    protected long memoryAddress() {
        return address;
    }

    @Override
    protected void release0() {
        hakmem.free(address, bytes);
    }
}
