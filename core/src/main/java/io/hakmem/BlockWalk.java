package io.hakmem;

import io.hakmem.heap.ParkedBlocks;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;
import org.jspecify.annotations.Nullable;

/// One visit of all blocks that are taken, slot by slot: a slab's free bits are copied between two looks at the bins of
/// its class, and what waits in these is left out if nothing changed in between.
final class BlockWalk {
    private static final int TRIES = 8;

    private final Parts parts;
    private final BlockVisitor visitor;
    private final @Nullable ParkedBlocks[] parkedByClass = new ParkedBlocks[SizeClasses.COUNT];

    BlockWalk(Parts parts, BlockVisitor visitor) {
        this.parts = parts;
        this.visitor = visitor;
    }

    void walk() {
        for (int slot = 0; slot <= parts.pool().slots().highestUsedSlot(); slot++) {
            if (parts.space().ownerOf(slot) instanceof Slab slab) {
                walk(slab);
            } else {
                parts.runs().visitBlocks(slot, (address, bytes) -> visitor.visit(address, bytes, false));
            }
        }
    }

    private void walk(Slab slab) {
        ParkedBlocks parked = parkedOf(slab.sizeClass());
        long[] taken = new long[slab.wordCount()];
        boolean exact = false;
        for (int tries = 0; tries < TRIES && !exact; tries++) {
            if (!parked.isCurrent()) {
                parked.read();
            }
            for (int word = 0; word < taken.length; word++) {
                taken[word] = slab.fullWord(word) & ~slab.freeBits(word);
            }
            if (slab.isRetiring()) {
                if (parts.space().ownerOf(slab.slotIndex()) != slab) {
                    return;
                }
                Thread.onSpinWait();
            } else {
                exact = parked.isCurrent();
            }
        }
        visit(slab, taken, parked, exact && parked.isSound());
    }

    private void visit(Slab slab, long[] taken, ParkedBlocks parked, boolean exact) {
        for (int word = 0; word < taken.length; word++) {
            for (long bits = taken[word]; bits != 0; bits &= bits - 1) {
                int block = word * 64 + Long.numberOfTrailingZeros(bits);
                long address = slab.base() + (long) block * slab.blockBytes();
                if (!exact || !parked.holds(address)) {
                    visitor.visit(address, slab.blockBytes(), !exact);
                }
            }
        }
    }

    private ParkedBlocks parkedOf(int sizeClass) {
        ParkedBlocks parked = parkedByClass[sizeClass];
        if (parked == null) {
            parked = new ParkedBlocks(parts.heaps(), sizeClass);
            parkedByClass[sizeClass] = parked;
        }
        return parked;
    }
}
