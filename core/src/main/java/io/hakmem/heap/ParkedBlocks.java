package io.hakmem.heap;

import io.hakmem.bits.Words;
import java.util.Arrays;

/// The blocks of one class that wait in bins and buffers, as they were at one look. The look reads the bins of others
/// while these go on; whether it was a true picture, and still is, is told by the state of the bins afterwards.
///
/// Frees into bins are counted, and everything else that changes a bin shows in its words, so the same state means
/// the same blocks. A block on its way between a slab and a bin is in neither for a moment: while there are such, no
/// look is a true picture.
public final class ParkedBlocks {
    private final Heaps heaps;
    private final int sizeClass;
    private long[] addresses = new long[64];
    private int count;
    private long state;
    private boolean sound;
    private boolean read;

    public ParkedBlocks(Heaps heaps, int sizeClass) {
        this.heaps = heaps;
        this.sizeClass = sizeClass;
    }

    /// Looks anew if anything changed since.
    public void readUnlessCurrent() {
        if (!isCurrent()) {
            read();
        }
    }

    /// Looks anew.
    public void read() {
        read = true;
        state = stateNow();
        sound = true;
        count = 0;
        heaps.visit(heap -> sound &= heap.visitParked(sizeClass, this::add) && heap.lost(sizeClass) == 0);
        Arrays.sort(addresses, 0, count);
    }

    private void add(long address) {
        if (count == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * count);
        }
        addresses[count++] = address;
    }

    /// Whether nothing of the class changed since the last look began. A move that was under way all the time may end
    /// while this looks, so whether there is one comes before the state.
    public boolean isCurrent() {
        Words.loadLoadFence();
        return read && !heaps.isMoving() && state == stateNow();
    }

    /// Whether all chains could be followed to their ends, and no block of the class is lost.
    public boolean isSound() {
        return sound;
    }

    /// Whether the block waited in a bin or a buffer.
    public boolean holds(long address) {
        return Arrays.binarySearch(addresses, 0, count, address) >= 0;
    }

    private long stateNow() {
        long[] mixed = {heaps.movesWithoutHeap()};
        heaps.visit(heap -> mixed[0] = heap.stateOf(sizeClass, mixed[0]));
        return mixed[0];
    }
}
