package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import org.jspecify.annotations.Nullable;

/// A batch of blocks, which one thread fills and another one frees. Owner: the thread that has it in its hands; the
/// lock of [XmallocBatches] orders their accesses.
final class XmallocBatch {
    /// What the original's batch takes: the addresses, and a link.
    private static final int OWN_BYTES = (XmallocTest.BATCH_BLOCKS + 1) * Long.BYTES;

    private static final int MOST_TOUCHED = 128;
    private static final int[] SIZES = {8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1_024, 1_536, 2_048
    };

    /// The batch below this one.
    @Nullable
    XmallocBatch next;

    private final long[] addresses = new long[XmallocTest.BATCH_BLOCKS];
    private long ownAddress;

    /// Allocates the batch and all its blocks, and writes the first bytes of each.
    void fill(Allocator mine, int bytes, Lran2 generator) {
        ownAddress = mine.allocate(OWN_BYTES);
        Pages.touch(ownAddress, OWN_BYTES);
        for (int index = 0; index < addresses.length; index++) {
            int size = bytes > 0 ? bytes : SIZES[generator.next() % SIZES.length];
            long address = mine.allocate(size);
            addresses[index] = address;
            NativeBytes.fill(address, Math.min(size, MOST_TOUCHED), (byte) index);
        }
    }

    void free(Allocator mine) {
        for (long address : addresses) {
            mine.free(address);
        }
        mine.free(ownAddress);
    }
}
