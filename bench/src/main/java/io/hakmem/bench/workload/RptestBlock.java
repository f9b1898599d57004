package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;

/// Blocks of [Rptest]. All bytes of a block are written, by the allocator that zeroes it or by the job, and it begins
/// with its size.
final class RptestBlock {
    private static final int PAGE_BYTES = 4_096;
    private static final int ZEROED_IN = 3;
    private static final int MOST_BYTES_OVERLAPPING = 64 << 10;
    private static final byte FILL = (byte) 0xCD;

    private RptestBlock() {}

    /// Allocates a block and writes its size and a byte of each page. Of the small ones every third is zeroed, and all
    /// of the large ones are, as in the original, which aligns the others.
    static long allocate(Allocator mine, int bytes, int number) {
        boolean zeroed = bytes >= PAGE_BYTES || number % ZEROED_IN == 0;
        long address = zeroed ? mine.allocateZeroed(bytes) : allocateWritten(mine, bytes);
        NativeBytes.setInt(address, bytes);
        int touched = mine.overlaps() ? Math.min(bytes, MOST_BYTES_OVERLAPPING) : bytes;
        int end = (touched - 1) / PAGE_BYTES * PAGE_BYTES;
        for (int offset = PAGE_BYTES; offset < end; offset += PAGE_BYTES) {
            NativeBytes.set(address + offset, (byte) 1);
        }
        if (touched > Integer.BYTES) {
            NativeBytes.set(address + touched - 1, (byte) 1);
        }
        return address;
    }

    static long allocateWritten(Allocator mine, int bytes) {
        long address = mine.allocate(bytes);
        NativeBytes.fill(address, bytes, FILL);
        return address;
    }

    /// Frees a block and returns the size that it tells.
    static int free(Allocator mine, long address) {
        int bytes = NativeBytes.getInt(address);
        mine.free(address);
        return bytes;
    }
}
