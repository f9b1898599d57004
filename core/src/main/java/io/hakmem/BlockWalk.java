package io.hakmem;

import io.hakmem.heap.ParkedBlocks;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.CoalescedSlab;
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
        long[] begins = new long[taken.length];
        CoalescedSlab coalesced = null;
        ParkedBlocks larger = parked;
        boolean exact = false;
        for (int tries = 0; tries < TRIES && !exact; tries++) {
            coalesced = coalescedOf(slab);
            larger = coalesced == null ? parked : parkedOf(coalesced.sizeClass());
            parked.readUnlessCurrent();
            larger.readUnlessCurrent();
            for (int word = 0; word < taken.length; word++) {
                begins[word] = coalesced == null ? 0 : coalesced.begins(word);
                taken[word] = slab.fullWord(word) & ~slab.freeBits(word);
                if (coalesced != null) {
                    long changed = begins[word] ^ coalesced.begins(word);
                    begins[word] &= ~changed;
                    taken[word] &= ~coalesced.bits(changed);
                }
            }
            if (slab.isRetiring()) {
                if (parts.space().ownerOf(slab.slotIndex()) != slab) {
                    return;
                }
                Thread.onSpinWait();
            } else {
                exact = parked.isCurrent() && larger.isCurrent();
            }
        }
        exact &= parked.isSound() && larger.isSound();
        for (int word = 0; word < taken.length; word++) {
            if (coalesced == null) {
                visit(slab, word, taken[word], parked, exact);
            } else {
                visit(coalesced, word, taken[word], begins[word], parked, larger, exact);
            }
        }
    }

    /// The slot may have begun another life.
    private @Nullable CoalescedSlab coalescedOf(Slab slab) {
        CoalescedSlab named = parts.space().coalescedAt(slab.slotIndex());
        return named != null && named.slab() == slab ? named : null;
    }

    private void visit(Slab slab, int word, long taken, ParkedBlocks parked, boolean exact) {
        for (long bits = taken; bits != 0; bits &= bits - 1) {
            visit(address(slab, word, bits), slab.blockBytes(), parked, exact);
        }
    }

    private void visit(
            CoalescedSlab coalesced,
            int word,
            long taken,
            long begins,
            ParkedBlocks parked,
            ParkedBlocks larger,
            boolean exact) {
        Slab slab = coalesced.slab();
        for (long bits = (taken & ~coalesced.bits(begins)) | begins; bits != 0; bits &= bits - 1) {
            if ((Long.lowestOneBit(bits) & begins) == 0) {
                visit(address(slab, word, bits), slab.blockBytes(), parked, exact);
            } else {
                visit(address(slab, word, bits), SizeClasses.blockBytes(coalesced.sizeClass()), larger, exact);
            }
        }
    }

    private void visit(long address, int bytes, ParkedBlocks parked, boolean exact) {
        if (!exact || !parked.holds(address)) {
            visitor.visit(address, bytes, !exact);
        }
    }

    /// Address of the block of the lowest of these bits of a word.
    private static long address(Slab slab, int word, long bits) {
        return slab.addressOf(word * 64 + Long.numberOfTrailingZeros(bits));
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
