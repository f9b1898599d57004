package io.hakmem.heap;

import io.hakmem.bits.Words;
import io.hakmem.pool.SharedPool;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Blocks of one word of one slab, on their way back: frees that follow each other into one word become one atomic
/// operation. Owner: the heap it belongs to; Readers: statistics, which may be a free behind.
///
/// Its state is two words of an array, so that the fast path ([Bins#give]) can add to a word that waits already.
final class GiveBackBuffer {
    private final SharedPool pool;
    private final Bins bins;
    private final long[] words;
    private final int key;
    private @Nullable Slab slab;
    private long doubleFrees;

    /// @param words that hold the state
    /// @param key index of the first of two: which word of which slab waits ([Bins#giveKey]), 0 for none; the other has
    ///     its bits
    GiveBackBuffer(SharedPool pool, Bins bins, long[] words, int key) {
        this.pool = pool;
        this.bins = bins;
        this.words = words;
        this.key = key;
    }

    /// A buffer that no fast path adds to.
    GiveBackBuffer(SharedPool pool, Bins bins) {
        this(pool, bins, new long[2], 0);
    }

    /// Whether the block waits here.
    boolean holds(Slab candidate, int block) {
        return slab == candidate && words[key] == keyOf(candidate, block) && (words[key + 1] >>> block & 1) != 0;
    }

    /// Whether the block belongs to the word that waits here, or none waits.
    boolean accepts(Slab owner, int block) {
        return slab == null || words[key] == keyOf(owner, block);
    }

    /// Takes an owned block in that is accepted.
    void add(Slab owner, int block) {
        slab = owner;
        words[key] = keyOf(owner, block);
        words[key + 1] |= 1L << block;
    }

    /// Blocks that wait here.
    int count() {
        return Long.bitCount(words[key + 1]);
    }

    private long keyOf(Slab owner, int block) {
        return Bins.giveKey(owner.base() - bins.base(), block);
    }

    /// Gives the word back, if there is one; whether there was. Empty before the tail runs, so that nothing is given
    /// twice if the tail fails.
    boolean flush() {
        Slab owner = slab;
        if (owner == null) {
            return false;
        }
        int word = Bins.giveWord(words[key]);
        long given = words[key + 1];
        slab = null;
        words[key] = 0;
        words[key + 1] = 0;
        doubleFrees += Long.bitCount(pool.giveBack(owner, word, given));
        return true;
    }

    /// A number that changes whenever what waits here does; 0 when nothing does.
    long activity() {
        Slab owner = slab;
        return owner == null ? 0 : Words.getOpaque(words, key + 1) + Words.getOpaque(words, key) * 0x9e3779b97f4a7c15L;
    }

    /// Blocks of the class that wait here.
    int parked(int sizeClass) {
        Slab owner = slab;
        return owner != null && owner.sizeClass() == sizeClass ? Long.bitCount(Words.getOpaque(words, key + 1)) : 0;
    }

    /// Calls `visitor` with the address of each block of the class that waits here: exact at rest.
    void visit(int sizeClass, LongConsumer visitor) {
        Slab owner = slab;
        if (owner == null || owner.sizeClass() != sizeClass) {
            return;
        }
        int word = Bins.giveWord(Words.getOpaque(words, key));
        for (long some = Words.getOpaque(words, key + 1); some != 0; some &= some - 1) {
            int block = word * 64 + Long.numberOfTrailingZeros(some);
            visitor.accept(owner.base() + (long) block * owner.blockBytes());
        }
    }

    /// A number that changes whenever the blocks of the class that wait here do.
    long stateOf(int sizeClass) {
        Slab owner = slab;
        return owner == null || owner.sizeClass() != sizeClass ? 0 : activity();
    }

    /// Frees that found their bit set already when they were given back.
    long doubleFrees() {
        return doubleFrees;
    }
}
