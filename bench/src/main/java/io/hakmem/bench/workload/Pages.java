package io.hakmem.bench.workload;

/// Pages of 4 KiB, which is what Linux brings into memory and takes away.
final class Pages {
    private static final int SHIFT = 12;
    private static final long BYTES = 1L << SHIFT;

    private Pages() {}

    /// Writes a byte of each page of a block, so that all of it is in memory.
    static void touch(long address, long bytes) {
        NativeBytes.set(address, (byte) 1);
        for (long page = (address >>> SHIFT) + 1; page << SHIFT < address + bytes; page++) {
            NativeBytes.set(page << SHIFT, (byte) 1);
        }
    }

    /// Returns the length of all pages that the blocks touch, a shared one counted once.
    ///
    /// @param sortedBlocks [BlockWord]s by ascending address
    static long distinctBytes(long[] sortedBlocks) {
        long pages = 0;
        long lastPage = -1;
        for (long block : sortedBlocks) {
            long address = BlockWord.address(block);
            long first = Math.max(address >>> SHIFT, lastPage + 1);
            long last = Math.max((address + BlockWord.bytes(block) - 1) >>> SHIFT, lastPage);
            pages += last - first + 1;
            lastPage = last;
        }
        return pages * BYTES;
    }
}
