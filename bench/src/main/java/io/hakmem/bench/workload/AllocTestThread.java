package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;

/// One thread of the alloc-test job, and its slots.
///
/// Owner: that thread; the conductor afterwards.
final class AllocTestThread implements Crew.Holder {
    private static final int BATCH = 4_096;
    private static final long MULTIPLIER = 0xD989_BCAC_C137_DCD5L;

    /// The largest block is 2^10 bytes long; sizes have 7 classes beside the smallest, from 8 bytes on.
    private static final int CLASS_BITS = 7;

    private static final int SMALLEST_CLASS = 2;

    private final long operations;
    private final ParetoSlots choice;

    /// [BlockWord]s, 0 for an empty slot.
    private final long[] slots;

    private long state;
    private long frees;

    /// Keeps the reads from being optimized away.
    private long sum;

    AllocTestThread(int slots, long operations, long seed) {
        this.slots = new long[slots];
        this.operations = operations;
        this.choice = new ParetoSlots(slots);
        this.state = seed;
    }

    @Override
    public void run(Allocator mine) {
        for (int begin = 0; begin + Integer.SIZE <= slots.length; begin += Integer.SIZE) {
            fillHalf(mine, begin, next());
        }
        for (long left = operations; left > 0; left -= BATCH) {
            mix(mine, (int) Math.min(left, BATCH));
        }
    }

    @Override
    public long frees() {
        return frees;
    }

    /// The sum of all that was read.
    long sum() {
        return sum;
    }

    /// Checks and frees the blocks that are left, and returns their bytes.
    @Override
    public long freeLeft(Allocator mine) {
        long liveBytes = 0;
        for (long block : slots) {
            if (block != 0) {
                int bytes = BlockWord.bytes(block);
                long address = BlockWord.address(block);
                if (!mine.overlaps() && !NativeBytes.holds(address, bytes, (byte) bytes)) {
                    throw new WorkloadFailure("A block of " + bytes + " bytes did not hold what was written to it");
                }
                mine.free(address);
                liveBytes += bytes;
            }
        }
        return liveBytes;
    }

    private void fillHalf(Allocator mine, int begin, int bits) {
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((bits >>> bit & 1) != 0) {
                slots[begin + bit] = allocate(mine);
            }
        }
    }

    private void mix(Allocator mine, int count) {
        long[] blocks = slots;
        int freed = 0;
        long read = 0;
        for (int done = 0; done < count; done++) {
            int draw = next();
            int slot = choice.slot(draw, next());
            long block = blocks[slot];
            if (block == 0) {
                blocks[slot] = allocate(mine);
            } else {
                long address = BlockWord.address(block);
                read += NativeBytes.sum(address, BlockWord.bytes(block));
                mine.free(address);
                blocks[slot] = 0;
                freed++;
            }
        }
        frees += freed;
        sum += read;
    }

    private long allocate(Allocator mine) {
        long upper = (long) next() << Integer.SIZE;
        int bytes = size(upper + Integer.toUnsignedLong(next()));
        long address = mine.allocate(bytes);
        NativeBytes.fill(address, bytes, (byte) bytes);
        return BlockWord.of(address, bytes);
    }

    /// Returns the size for a random number: its lower bits choose the class, the others the size within.
    static int size(long draw) {
        int classBits = (int) (draw & ((1 << CLASS_BITS) - 1)) + 1;
        int base = 1 << (Integer.numberOfTrailingZeros(classBits) + SMALLEST_CLASS);
        return (int) (draw >>> CLASS_BITS & (base - 1)) + 1 + base;
    }

    /// Gerstmann's xorshift with a multiplication.
    private int next() {
        long x = state;
        int drawn = (int) ((x * MULTIPLIER) >>> Integer.SIZE);
        x ^= x >>> 11;
        x ^= x << 31;
        x ^= x >>> 18;
        state = x;
        return drawn;
    }
}
