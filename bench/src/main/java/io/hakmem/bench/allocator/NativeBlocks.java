package io.hakmem.bench.allocator;

/// What native functions return, and how they fail.
final class NativeBlocks {
    private NativeBlocks() {}

    /// Returns an address that is not 0, which stands for a refusal.
    static long nonNull(long address, long bytes) {
        if (address == 0) {
            throw new OutOfMemoryError("A native block of " + bytes + " bytes was refused");
        }
        return address;
    }

    /// Says how a call of a native function ended: it throws nothing but the refusal of a block.
    static Error outOfMemory(Throwable failure) {
        return failure instanceof Error error ? error : new AssertionError("malloc does not throw", failure);
    }
}
