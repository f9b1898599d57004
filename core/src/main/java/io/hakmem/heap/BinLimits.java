package io.hakmem.heap;

import io.hakmem.size.SizeClasses;

/// How long each chain of a heap may get: 0 until the heap refills the class, then doubled by each refill or overflow,
/// as long as the sum over all classes stays within bounds; when it does not, classes that were quiet since the last
/// look are halved in turn. Owner: the heap's.
final class BinLimits {
    private static final int FIRST_BLOCKS = 8;
    private static final int MOST_BLOCKS = 64;
    private static final int MOST_BYTES_PER_CLASS = 65536;
    private static final int MOST_BYTES = 1 << 20;

    private final Heap heap;
    private final boolean[] busy = new boolean[SizeClasses.COUNT];
    private long sumBytes;
    private int hand;

    BinLimits(Heap heap) {
        this.heap = heap;
    }

    /// The class was refilled: how many blocks of the word to keep.
    int afterRefill(int sizeClass) {
        grow(sizeClass);
        return Math.max(1, heap.limitOf(sizeClass));
    }

    /// The chain of the class overflowed.
    void afterOverflow(int sizeClass) {
        grow(sizeClass);
    }

    private void grow(int sizeClass) {
        busy[sizeClass] = true;
        int blockBytes = SizeClasses.blockBytes(sizeClass);
        int most = Math.min(MOST_BLOCKS, MOST_BYTES_PER_CLASS / blockBytes);
        int limit = heap.limitOf(sizeClass);
        int wanted = Math.min(most, Math.max(FIRST_BLOCKS, 2 * limit));
        long moreBytes = (long) (wanted - limit) * blockBytes;
        if (moreBytes > 0 && (sumBytes + moreBytes <= MOST_BYTES || shrinkQuiet(moreBytes))) {
            heap.limit(sizeClass, wanted);
            sumBytes += moreBytes;
        }
    }

    /// Halves quiet classes until there is room; whether there is.
    private boolean shrinkQuiet(long moreBytes) {
        for (int looks = 0; looks < SizeClasses.COUNT && sumBytes + moreBytes > MOST_BYTES; looks++) {
            hand = hand + 1 == SizeClasses.COUNT ? 0 : hand + 1;
            if (busy[hand]) {
                busy[hand] = false;
            } else {
                halve(hand);
            }
        }
        return sumBytes + moreBytes <= MOST_BYTES;
    }

    private void halve(int sizeClass) {
        int limit = heap.limitOf(sizeClass);
        int half = limit <= FIRST_BLOCKS ? 0 : limit / 2;
        sumBytes -= (long) (limit - half) * SizeClasses.blockBytes(sizeClass);
        if (half == 0) {
            heap.quieten(sizeClass);
        } else {
            heap.limit(sizeClass, half);
            heap.flushChain(sizeClass, half);
        }
    }

    /// The heap changes hands: all limits are 0 again.
    void reset() {
        sumBytes = 0;
    }

    long metadataBytes() {
        return 40 + 16 + SizeClasses.COUNT;
    }
}
