package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;

/// A block of [Mstress], as a [BlockWord] with the life that allocated it in place of the size. It counts its words
/// down, each mixed with a constant, so the first one tells its length.
final class MstressBlock {
    private static final long COOKIE = 0xBF58_476D_1CE4_E5B9L;
    private static final int LARGE = 100;
    private static final int HUGE = 1_000;
    private static final int GIANT = 10_000;
    private static final int AVOIDED_WORDS = 40;
    private static final long MOST_WORDS = 64L * GIANT;
    private static final long MOST_WORDS_OVERLAPPING = (64 << 10) / Long.BYTES;

    private MstressBlock() {}

    /// Allocates a block of so many words, or of 100, 1,000 or 10,000 times as many now and then.
    static long allocate(Allocator mine, int smallWords, MstressRandom random, int life) {
        int words = smallWords;
        if (random.chance(1)) {
            if (random.chance(1)) {
                words *= GIANT;
            } else {
                words *= random.chance(10) ? HUGE : LARGE;
            }
        }
        // The original leaves this size to the thread library.
        if (words == AVOIDED_WORDS) {
            words++;
        }
        long address = mine.allocate((long) words * Long.BYTES);
        write(address, words, mine.overlaps() ? Math.min(words, MOST_WORDS_OVERLAPPING) : words);
        return BlockWord.of(address, life);
    }

    static int life(long block) {
        return BlockWord.bytes(block);
    }

    static void free(Allocator mine, long block) {
        long address = BlockWord.address(block);
        if (!mine.overlaps() && !holds(address)) {
            throw new WorkloadFailure("A block did not hold what was written to it");
        }
        mine.free(address);
    }

    private static void write(long address, long words, long written) {
        for (long index = 0; index < written; index++) {
            NativeBytes.setLong(address + index * Long.BYTES, (words - index) ^ COOKIE);
        }
    }

    private static boolean holds(long address) {
        long words = NativeBytes.getLong(address) ^ COOKIE;
        if (words < 1 || words > MOST_WORDS) {
            return false;
        }
        for (long index = 0; index < words; index++) {
            if ((NativeBytes.getLong(address + index * Long.BYTES) ^ COOKIE) != words - index) {
                return false;
            }
        }
        return true;
    }
}
