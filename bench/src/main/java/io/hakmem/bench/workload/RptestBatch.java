package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import org.jspecify.annotations.Nullable;

/// Blocks that one thread hands to another to free. Owner: the thread that has it; [RptestThread]'s list of arrivals
/// orders their accesses.
final class RptestBatch {
    /// What the original's batch takes: a pointer, a count, a link, and a pointer.
    private static final int OWN_BYTES = 4 * Long.BYTES;

    /// The batch below this one.
    @Nullable
    RptestBatch next;

    private final long[] addresses;
    private long ownAddress;
    private long listAddress;
    private int count;

    RptestBatch(int mostBlocks) {
        this.addresses = new long[mostBlocks];
    }

    /// Allocates the batch, and so many blocks as the size of each follows from its number.
    void fill(RptestThread thread, Allocator mine, int blocks) {
        count = blocks;
        ownAddress = RptestBlock.allocateWritten(mine, OWN_BYTES);
        listAddress = RptestBlock.allocateWritten(mine, blocks * Long.BYTES);
        for (int index = 0; index < blocks; index++) {
            addresses[index] = thread.allocateNext(mine, index);
        }
    }

    /// Frees all, and returns the bytes that the blocks had.
    long free(Allocator mine) {
        long bytes = 0;
        for (int index = 0; index < count; index++) {
            bytes += RptestBlock.free(mine, addresses[index]);
        }
        mine.free(listAddress);
        mine.free(ownAddress);
        return bytes + ownBytes();
    }

    /// Allocations that a batch takes, and frees.
    int blocks() {
        return count + 2;
    }

    int ownBytes() {
        return OWN_BYTES + count * Long.BYTES;
    }
}
