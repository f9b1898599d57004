package io.hakmem.harden;

import io.hakmem.size.SizeClasses;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Freed blocks that are kept from reuse: each new one takes a random place, and who was there goes. So the order in
/// which blocks are handed out again is nothing that a caller could foresee.
///
/// Places: Owner: nobody; each by `getAndSet`.
public final class Quarantine {
    /// Longer blocks are not kept.
    public static final long LONGEST_BYTES = SizeClasses.SLAB_BYTES;

    private static final int PLACES = 2048;

    private final long mostBytes;
    private final AtomicLongArray places = new AtomicLongArray(PLACES);
    private final AtomicLong bytes = new AtomicLong();

    /// By class, blocks that are kept; the last element has the bytes of all longer ones.
    private final AtomicLongArray kept = new AtomicLongArray(SizeClasses.COUNT + 1);

    /// @param mostBytes that are kept at a time
    public Quarantine(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// Whether a block of so many bytes may be kept.
    public boolean keeps(long usableBytes) {
        return usableBytes <= Math.min(LONGEST_BYTES, mostBytes);
    }

    /// Keeps a block, and returns the one that was in its place; 0 for none.
    public long put(long address, long usableBytes) {
        count(usableBytes, 1);
        return places.getAndSet(ThreadLocalRandom.current().nextInt(PLACES), address);
    }

    /// A block was taken out.
    public void taken(long usableBytes) {
        count(usableBytes, -1);
    }

    private void count(long usableBytes, int sign) {
        bytes.getAndAdd(sign * usableBytes);
        if (usableBytes <= SizeClasses.LARGEST_BYTES) {
            kept.getAndAdd(SizeClasses.of(usableBytes), sign);
        } else {
            kept.getAndAdd(SizeClasses.COUNT, sign * usableBytes);
        }
    }

    /// Whether more bytes are kept than may be.
    public boolean isOverfull() {
        return bytes.get() > mostBytes;
    }

    /// Takes the block at a random place out; 0 when there is none.
    public long takeAny() {
        return take(ThreadLocalRandom.current().nextInt(PLACES));
    }

    /// Takes the block at a place out; 0 when there is none.
    public long take(int place) {
        return places.getAndSet(place, 0);
    }

    /// Number of places.
    public int size() {
        return PLACES;
    }

    /// Blocks of the class that are kept: exact at rest.
    public long blocks(int sizeClass) {
        return kept.get(sizeClass);
    }

    /// Bytes of kept blocks that are longer than those of the size classes.
    public long longerBytes() {
        return kept.get(SizeClasses.COUNT);
    }
}
