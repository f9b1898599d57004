package io.hakmem.heap;

import io.hakmem.pool.SharedPool;
import io.hakmem.slab.Slab;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Blocks of one word of one slab, on their way back: frees that follow each other into one word become one atomic
/// operation. Owner: the heap it belongs to; Readers: statistics, which may be a free behind.
final class GiveBackBuffer {
    private final SharedPool pool;
    private @Nullable Slab slab;
    private int word;
    private long bits;
    private long doubleFrees;

    GiveBackBuffer(SharedPool pool) {
        this.pool = pool;
    }

    /// Whether the block waits here.
    boolean holds(Slab candidate, int block) {
        return slab == candidate && word == block >>> 6 && (bits >>> block & 1) != 0;
    }

    /// Whether the block belongs to the word that waits here, or none waits.
    boolean accepts(Slab owner, int block) {
        return slab == null || (slab == owner && word == block >>> 6);
    }

    /// Takes an owned block in that is accepted.
    void add(Slab owner, int block) {
        slab = owner;
        word = block >>> 6;
        bits |= 1L << block;
    }

    /// Gives the word back, if there is one; whether there was. Empty before the tail runs, so that nothing is given
    /// twice if the tail fails.
    boolean flush() {
        Slab owner = slab;
        if (owner == null) {
            return false;
        }
        long given = bits;
        slab = null;
        bits = 0;
        doubleFrees += Long.bitCount(pool.giveBack(owner, word, given));
        return true;
    }

    /// A number that changes whenever what waits here does; 0 when nothing does.
    long activity() {
        Slab owner = slab;
        return owner == null ? 0 : bits + (owner.base() + word) * 0x9e3779b97f4a7c15L;
    }

    /// Blocks of the class that wait here.
    int parked(int sizeClass) {
        Slab owner = slab;
        return owner != null && owner.sizeClass() == sizeClass ? Long.bitCount(bits) : 0;
    }

    /// Calls `visitor` with the address of each block of the class that waits here: exact at rest.
    void visit(int sizeClass, LongConsumer visitor) {
        Slab owner = slab;
        if (owner == null || owner.sizeClass() != sizeClass) {
            return;
        }
        for (long some = bits; some != 0; some &= some - 1) {
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
