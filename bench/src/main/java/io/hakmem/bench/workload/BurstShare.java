package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.Arrays;

/// The blocks of one thread of a burst.
///
/// Owner: that thread. The conductor reads between its steps, which the meetings of the team order.
final class BurstShare {
    private static final LogarithmicSizes SIZES = new LogarithmicSizes(16, 32 << 10);

    private final long mostBytes;
    private final Mt19937 generator;

    /// [BlockWord]s, oldest first.
    private long[] blocks = new long[1 << 10];

    private int allocations;
    private long bytes;
    private long[] survivors = new long[0];

    BurstShare(long mostBytes, Mt19937 generator) {
        this.mostBytes = mostBytes;
        this.generator = generator;
    }

    /// Allocates blocks, each with all of its pages in memory, until the next one would be too much.
    void fill(Allocator mine) {
        int drawn = SIZES.draw(generator);
        while (bytes + drawn <= mostBytes) {
            long address = mine.allocate(drawn);
            if (!mine.overlaps()) {
                Pages.touch(address, drawn);
            }
            if (allocations == blocks.length) {
                blocks = Arrays.copyOf(blocks, blocks.length * 2);
            }
            blocks[allocations++] = BlockWord.of(address, drawn);
            bytes += drawn;
            drawn = SIZES.draw(generator);
        }
    }

    /// Frees all but the survivors, oldest first, and forgets the blocks.
    void thin(Allocator mine) {
        long[] sorted = Arrays.copyOf(blocks, allocations);
        Arrays.sort(sorted);
        survivors = oneOfEachSlab(sorted, generator);
        for (int index = 0; index < allocations; index++) {
            if (Arrays.binarySearch(survivors, blocks[index]) < 0) {
                mine.free(BlockWord.address(blocks[index]));
            }
        }
        blocks = new long[0];
    }

    /// Returns a random block of each 64 KiB in which a block begins, sorted.
    static long[] oneOfEachSlab(long[] sorted, Mt19937 generator) {
        long[] chosen = new long[sorted.length];
        int slabs = 0;
        int begin = 0;
        while (begin < sorted.length) {
            int end = BlockWord.endOfSlab(sorted, begin);
            chosen[slabs++] = sorted[(int) generator.uniform(begin, end - 1L)];
            begin = end;
        }
        return Arrays.copyOf(chosen, slabs);
    }

    long bytes() {
        return bytes;
    }

    int allocations() {
        return allocations;
    }

    long[] survivors() {
        return survivors;
    }
}
