package io.hakmem.heap;

import io.hakmem.bits.Words;
import io.hakmem.pool.SharedPool;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Blocks on their way back to their slabs, gathered by word, so that frees into one word become one atomic operation:
/// what a heap frees for others, and what its bins do not hold. Each word has the one place that its slab's position
/// gives, which no other word of the slab has; whoever needs the place gives back what waits there.
/// Owner: the heap; Readers: statistics, which may be a free behind.
///
/// The places are words of the heap's array, so that the fast path ([Bins#give]) adds to a word that waits already. The
/// slabs stand beside them: a block that was freed twice goes back to the life that it was freed in.
final class GiveBackBuffer {
    private final SharedPool pool;
    private final Bins bins;
    private final long[] words;
    private final int mostBytes;
    private final @Nullable Slab[] slabs = new Slab[Bins.GIVE_PLACES];
    private final long[] used = new long[Bins.GIVE_PLACES / 64];

    /// What the words that wait could hold at most.
    private int bytes;

    private int hand;
    private long doubleFrees;

    /// @param words of the heap
    /// @param mostBytes of all blocks of the words that wait; at least one word may wait in any case
    GiveBackBuffer(SharedPool pool, Bins bins, long[] words, int mostBytes) {
        this.pool = pool;
        this.bins = bins;
        this.words = words;
        this.mostBytes = mostBytes;
    }

    /// Whether the block waits here.
    boolean holds(Slab slab, int block) {
        int place = placeOf(slab, block);
        return slabs[place] == slab && (words[Bins.give(place) + Bins.GIVE_BITS] >>> block & 1) != 0;
    }

    /// Makes a place for the word of an owned block: what is in its way goes back. Returns the number of atomic
    /// operations.
    int makePlace(Slab slab, int block) {
        int place = placeOf(slab, block);
        if (slabs[place] == slab) {
            return 0;
        }
        int given = flush(place) + makeRoom(bytesOf(slab));
        bytes += bytesOf(slab);
        slabs[place] = slab;
        used[place >>> 6] |= 1L << place;
        words[Bins.give(place)] = Bins.giveKey(slab.base() - bins.base(), block);
        return given;
    }

    /// Takes an owned block in that has its place; a word that is complete goes back. Returns the number of atomic
    /// operations.
    int add(Slab slab, int block) {
        int place = placeOf(slab, block);
        int bits = Bins.give(place) + Bins.GIVE_BITS;
        words[bits] |= 1L << block;
        return words[bits] == slab.fullWord(block >>> 6) ? flush(place) : 0;
    }

    /// Gives words back, one place after the other, until so many bytes fit in.
    private int makeRoom(int moreBytes) {
        int given = 0;
        while (bytes > 0 && bytes + moreBytes > mostBytes) {
            hand = hand + 1 & Bins.GIVE_PLACES - 1;
            given += flush(hand);
        }
        return given;
    }

    private int placeOf(Slab slab, int block) {
        return Bins.givePlace(slab, slab.base() - bins.base(), block);
    }

    private static int bytesOf(Slab slab) {
        return Math.min(64, slab.capacity()) * slab.blockBytes();
    }

    /// Gives everything back; returns the number of atomic operations.
    int flush() {
        int given = 0;
        for (int part = 0; part < used.length; part++) {
            for (long places = used[part]; places != 0; places &= places - 1) {
                given += flush(part << 6 | Long.numberOfTrailingZeros(places));
            }
        }
        return given;
    }

    /// Gives the word in a place back, if there is one. Empty before the tail runs, so that nothing is given twice if
    /// the tail fails.
    private int flush(int place) {
        Slab slab = slabs[place];
        if (slab == null) {
            return 0;
        }
        int at = Bins.give(place);
        int word = Bins.giveWord(words[at]);
        long given = words[at + Bins.GIVE_BITS];
        slabs[place] = null;
        used[place >>> 6] &= ~(1L << place);
        words[at] = 0;
        words[at + Bins.GIVE_BITS] = 0;
        bytes -= bytesOf(slab);
        doubleFrees += Long.bitCount(pool.giveBack(slab, word, given));
        return 1;
    }

    /// Whether nothing waits here.
    boolean isEmpty() {
        return bytes == 0;
    }

    /// Blocks of the class that wait here.
    int parked(int sizeClass) {
        int[] count = {0};
        visit(sizeClass, _ -> count[0]++);
        return count[0];
    }

    /// Calls `visitor` with the address of each block of the class that waits here: exact at rest.
    void visit(int sizeClass, LongConsumer visitor) {
        for (int place = 0; place < slabs.length; place++) {
            Slab slab = slabs[place];
            if (slab == null || slab.sizeClass() != sizeClass) {
                continue;
            }
            int at = Bins.give(place);
            int word = Bins.giveWord(Words.getOpaque(words, at));
            for (long bits = Words.getOpaque(words, at + Bins.GIVE_BITS); bits != 0; bits &= bits - 1) {
                int block = word * 64 + Long.numberOfTrailingZeros(bits);
                visitor.accept(slab.addressOf(block));
            }
        }
    }

    /// Frees that found their bit set already when they were given back.
    long doubleFrees() {
        return doubleFrees;
    }

    /// Bytes of Java heap.
    long metadataBytes() {
        return 16 + 4L * slabs.length + 16 + 8L * used.length + 48;
    }
}
