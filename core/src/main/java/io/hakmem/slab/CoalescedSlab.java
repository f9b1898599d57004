package io.hakmem.slab;

import io.hakmem.bits.Words;
import io.hakmem.size.SizeClasses;

/// What blocks of a larger class lie in a [Slab], each made of neighbours: taken bits of one word of the slab. It lasts
/// as long as the slab does, and holds blocks of one class.
///
/// From the moment it is named in the [AddressSpace] the fast path does not find the slab any more, so every free in it
/// comes here to ask what begins at the address. The bits of the slab remain the only truth about who owns what.
public final class CoalescedSlab {
    private final Slab slab;
    private final int sizeClass;
    private final int neighbours;

    /// One bit per block of the slab at which a block of the larger class begins. Set by who owns the neighbours;
    /// cleared atomically: who clears a bit owns them, once.
    private final long[] begins;

    /// A slab without such blocks so far.
    ///
    /// @param sizeClass of the blocks
    public CoalescedSlab(Slab slab, int sizeClass) {
        this.slab = slab;
        this.sizeClass = sizeClass;
        this.neighbours = neighbours(slab.sizeClass(), sizeClass);
        this.begins = new long[slab.wordCount()];
    }

    /// Number of neighbours of one class that make a block of another.
    public static int neighbours(int of, int sizeClass) {
        return (SizeClasses.blockBytes(sizeClass) - 1) / SizeClasses.blockBytes(of) + 1;
    }

    /// Notes the block that owned bits of a word make, and returns its address.
    public long ownedToBlock(int word, long bits) {
        Words.getAndOr(begins, word, Long.lowestOneBit(bits));
        return slab.addressOf(word * 64 + Long.numberOfTrailingZeros(bits));
    }

    /// Forgets the block that begins at a block of the slab, and returns the bits of the word that the caller owns
    /// then; 0 when none begins there.
    public long blockToOwned(int block) {
        long bit = 1L << block;
        return (Words.getAndAnd(begins, block >>> 6, ~bit) & bit) == 0 ? 0 : bits(bit);
    }

    /// Whether a block of the larger class begins at a block of the slab.
    public boolean beginsAt(int block) {
        return (begins(block >>> 6) >>> block & 1) != 0;
    }

    /// Whether a block of the class begins at an index that [Slab#blockAt] gave, made of neighbours.
    public boolean begins(int ofClass, int block) {
        return ofClass == sizeClass && slab.isBlock(block) && beginsAt(block);
    }

    /// Whether an index that [Slab#blockAt] gave is that of a block which is part of one of the larger class.
    public boolean covers(int block) {
        return slab.isBlock(block) && (bits(begins(block >>> 6)) >>> block & 1) != 0;
    }

    /// Where the block of the larger class begins that a covered block is part of.
    public int beginOf(int block) {
        long before = begins(block >>> 6) & (-1L >>> (63 - (block & 63)));
        return (block & -64) + 63 - Long.numberOfLeadingZeros(before);
    }

    /// One bit for each block of the larger class that begins in a word of the slab.
    public long begins(int word) {
        return Words.getVolatile(begins, word);
    }

    /// The blocks of a word of the slab that those beginning at `some` are made of.
    public long bits(long some) {
        long bits = 0;
        for (int neighbour = 0; neighbour < neighbours; neighbour++) {
            bits |= some << neighbour;
        }
        return bits;
    }

    /// Blocks of the larger class: exact at rest.
    public int blocks() {
        int count = 0;
        for (int word = 0; word < begins.length; word++) {
            count += Long.bitCount(begins(word));
        }
        return count;
    }

    /// Whether all blocks lie in the slab, apart from each other, on bits that are taken.
    public boolean isValid() {
        for (int word = 0; word < begins.length; word++) {
            long free = slab.freeBits(word);
            int covered = Long.bitCount(bits(begins(word)) & slab.fullWord(word) & ~free);
            if (covered != Long.bitCount(begins(word)) * neighbours) {
                return false;
            }
        }
        return true;
    }

    public Slab slab() {
        return slab;
    }

    /// Class of the blocks.
    public int sizeClass() {
        return sizeClass;
    }

    /// Number of blocks of the slab that make one of the larger class.
    public int neighbours() {
        return neighbours;
    }

    /// Bytes of Java heap.
    public long metadataBytes() {
        return 32 + 16 + 8L * begins.length;
    }
}
