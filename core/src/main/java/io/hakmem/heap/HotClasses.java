package io.hakmem.heap;

import io.hakmem.size.SizeClasses;

/// Of which classes a heap leases slabs: those that it refills again and again while it hardly frees anything. Slabs of
/// all others it shares with whoever needs a word of them; else each heap would hold a slab of every class that its
/// thread ever asked for. Owner: the heap's.
final class HotClasses {
    private static final int USUAL_STREAK = 8;
    private static final int SOON_FREES = 1024;

    private final int streak;
    private final long[] freesAtRefill = new long[SizeClasses.COUNT];

    /// Refills of the class, up to a streak, each of which came soon after the one before.
    private final byte[] streaks = new byte[SizeClasses.COUNT];

    HotClasses() {
        this(USUAL_STREAK);
    }

    /// @param streak so many refills, each soon after the one before, make a class hot; with 0 every class is
    HotClasses(int streak) {
        this.streak = streak;
    }

    /// A refill of the class begins; whether the class is hot.
    ///
    /// @param frees what the heap has freed to its bins so far
    boolean refilled(int sizeClass, long frees) {
        boolean soon = frees - freesAtRefill[sizeClass] < SOON_FREES;
        freesAtRefill[sizeClass] = frees;
        streaks[sizeClass] = soon ? (byte) Math.min(streaks[sizeClass] + 1, streak) : 0;
        return streaks[sizeClass] == streak;
    }

    /// Bytes of Java heap.
    long metadataBytes() {
        return 24 + 16 + 8L * freesAtRefill.length + 16 + streaks.length;
    }
}
