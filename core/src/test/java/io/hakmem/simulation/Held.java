package io.hakmem.simulation;

import io.hakmem.slab.Slab;
import org.jspecify.annotations.Nullable;

/// Bits of one word that an actor owns.
@SuppressWarnings("NullAway") // a holder of nothing is asked for nothing
final class Held {
    final Slab slab;
    final int word;
    final long bits;

    Held(@Nullable Slab slab, int word, long bits) {
        this.slab = slab;
        this.word = word;
        this.bits = bits;
    }

    boolean isNothing() {
        return bits == 0;
    }

    /// Address of the block of a bit of the word.
    long address(int bit) {
        return slab.base() + (long) (word * 64 + bit) * slab.blockBytes();
    }

    /// The lowest `count` bits of those that are held.
    long lowest(int count) {
        long rest = bits;
        for (int at = 0; at < count; at++) {
            rest &= rest - 1;
        }
        return bits & ~rest;
    }
}
