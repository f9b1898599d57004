package io.hakmem.heap;

import io.hakmem.size.SizeClasses;

/// How long each chain of a heap may get: 0 until the heap refills the class, then doubled by each refill or overflow,
/// as long as the sum over all classes stays within bounds.
///
/// A hand goes round the classes like a clock's, a few at a time, when the bounds are reached and before a slab is born
/// in fresh memory. A bin that has not changed since the last look is halved; once it is down to nothing, all that it
/// parks goes back, so that its slab may serve another class. Owner: the heap's.
final class BinLimits {
    private static final int FIRST_BLOCKS = 8;
    private static final int MOST_BYTES_PER_CLASS = 65536;
    private static final int LOOKS_AT_BOUNDS = 4;
    private static final int LOOKS_AT_BIRTH = SizeClasses.COUNT / 2;

    private final Heap heap;
    private final BinBounds bounds;
    private final long[] activityAtLastLook = new long[SizeClasses.COUNT];
    private long sumBytes;
    private int hand;

    BinLimits(Heap heap, BinBounds bounds) {
        this.heap = heap;
        this.bounds = bounds;
    }

    /// The class was refilled: how many blocks of the word to keep.
    int afterRefill(int sizeClass) {
        grow(sizeClass);
        return Math.max(1, heap.limitOf(sizeClass));
    }

    /// The chain of the class overflowed: whether it may be longer from now on.
    boolean afterOverflow(int sizeClass) {
        int before = heap.limitOf(sizeClass);
        grow(sizeClass);
        return heap.limitOf(sizeClass) > before;
    }

    private void grow(int sizeClass) {
        int blockBytes = SizeClasses.blockBytes(sizeClass);
        int most = Math.min(bounds.blocks(), MOST_BYTES_PER_CLASS / blockBytes);
        int limit = heap.limitOf(sizeClass);
        int wanted = Math.min(most, Math.max(FIRST_BLOCKS, 2 * limit));
        long moreBytes = (long) (wanted - limit) * blockBytes;
        if (moreBytes <= 0) {
            return;
        }
        for (int look = 0; look < LOOKS_AT_BOUNDS && sumBytes + moreBytes > bounds.bytes(); look++) {
            lookAtNext(sizeClass);
        }
        if (sumBytes + moreBytes <= bounds.bytes()) {
            heap.limit(sizeClass, wanted);
            sumBytes += moreBytes;
        }
    }

    /// A slab is about to be born in fresh memory for want of blocks of the class: whether a quiet class gave its own
    /// back instead.
    boolean beforeBirth(int sizeClass) {
        boolean gaveBack = false;
        for (int look = 0; look < LOOKS_AT_BIRTH; look++) {
            gaveBack |= lookAtNext(sizeClass);
        }
        return gaveBack;
    }

    /// Whether the class under the hand was quiet so long that it gave everything back.
    private boolean lookAtNext(int refilled) {
        hand = hand + 1 == SizeClasses.COUNT ? 0 : hand + 1;
        long activity = heap.activity(hand);
        if (hand == refilled || activity != activityAtLastLook[hand] || heap.limitOf(hand) == 0) {
            activityAtLastLook[hand] = activity;
            return false;
        }
        return halve(hand);
    }

    private boolean halve(int sizeClass) {
        int limit = heap.limitOf(sizeClass);
        int half = limit <= FIRST_BLOCKS ? 0 : limit / 2;
        sumBytes -= (long) (limit - half) * SizeClasses.blockBytes(sizeClass);
        if (half == 0) {
            heap.quieten(sizeClass);
        } else {
            heap.limit(sizeClass, half);
            heap.flushChain(sizeClass, half);
        }
        activityAtLastLook[sizeClass] = heap.activity(sizeClass);
        return half == 0;
    }

    /// The heap gave everything back: all limits are 0 again.
    void reset() {
        sumBytes = 0;
    }

    long metadataBytes() {
        return 40 + 16 + 8L * SizeClasses.COUNT;
    }
}
