package io.hakmem.heap;

import io.hakmem.size.SizeClasses;

/// How long each chain of a heap may get: 0 until the heap refills the class, then doubled by each refill or overflow,
/// as long as the sum over all classes stays within bounds.
///
/// With each refill a hand moves on over a few classes, as a clock's: a class whose chain has not changed since the last
/// look is halved, and once it is down to nothing, all that it parks goes back. Owner: the heap's.
final class BinLimits {
    private static final int FIRST_BLOCKS = 8;
    private static final int MOST_BLOCKS = 64;
    private static final int MOST_BYTES_PER_CLASS = 65536;
    private static final int MOST_BYTES = 1 << 20;
    private static final int LOOKS_PER_REFILL = 8;

    private final Heap heap;
    private final long[] headAtLastLook = new long[SizeClasses.COUNT];
    private long sumBytes;
    private int hand;

    BinLimits(Heap heap) {
        this.heap = heap;
    }

    /// The class is refilled: how many blocks of the word to keep.
    int afterRefill(int sizeClass) {
        for (int look = 0; look < LOOKS_PER_REFILL; look++) {
            lookAtNext(sizeClass);
        }
        grow(sizeClass);
        return Math.max(1, heap.limitOf(sizeClass));
    }

    /// The chain of the class overflowed.
    void afterOverflow(int sizeClass) {
        grow(sizeClass);
    }

    private void grow(int sizeClass) {
        int blockBytes = SizeClasses.blockBytes(sizeClass);
        int most = Math.min(MOST_BLOCKS, MOST_BYTES_PER_CLASS / blockBytes);
        int limit = heap.limitOf(sizeClass);
        int wanted = Math.min(most, Math.max(FIRST_BLOCKS, 2 * limit));
        long moreBytes = (long) (wanted - limit) * blockBytes;
        if (moreBytes > 0 && sumBytes + moreBytes <= MOST_BYTES) {
            heap.limit(sizeClass, wanted);
            sumBytes += moreBytes;
        }
    }

    private void lookAtNext(int refilled) {
        hand = hand + 1 == SizeClasses.COUNT ? 0 : hand + 1;
        long head = heap.head(hand);
        if (hand == refilled || head != headAtLastLook[hand]) {
            headAtLastLook[hand] = head;
        } else if (heap.limitOf(hand) != 0) {
            halve(hand);
        }
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
        headAtLastLook[sizeClass] = heap.head(sizeClass);
    }

    /// The heap gave everything back: all limits are 0 again.
    void reset() {
        sumBytes = 0;
    }

    long metadataBytes() {
        return 40 + 16 + 8L * SizeClasses.COUNT;
    }
}
