package io.hakmem.slab;

import io.hakmem.bits.BitRange;
import io.hakmem.bits.Words;
import io.hakmem.size.SizeClasses;
import java.util.Arrays;

/// One life of 64 KiB of memory as blocks of one size class. A retired slab is never revived: its words stay zero, so
/// whoever still points to it finds nothing; the next life of the memory is a new object.
///
/// ```
/// words   0        1          2 …
///         lease    retiring   free bits, block i is bit i % 64 of word 2 + i / 64
/// ```
///
/// Taking bits out owns the blocks. *Seeing* that all bits are set gives no right: a slab dies only in the hands of
/// whoever took every one of them ([#leasedOrListedToOwned]).
public final class Slab implements SlotOwner {
    /// The lease of a slab that nobody leases.
    public static final long NOBODY = 0;

    private static final int LEASE = 0;
    private static final int RETIRING = 1;
    private static final int FIRST_WORD = 2;

    private final int slotIndex;
    private final int sizeClass;
    private final int capacity;
    private final int inverse;
    private final int shift;
    private final int wordCount;
    private final long base;

    /// Lease: Owner: the heap with that id, or whoever revokes it by CAS. Readers: any; a hint. Order: a drop is
    /// volatile, then the words are read; a giver sets bits, then reads the lease (Dekker).
    /// Retiring: number of threads that try to own the slab, never lowered once one succeeded. Order: raised before
    /// words are taken; whoever took bits reads it afterwards.
    /// Free bits: Owner: nobody; each bit by atomic operations only.
    private final long[] words;

    /// A newborn whose blocks are all free but those of word 0, which the creator owns.
    ///
    /// @param lease id of the heap that leases it from the start, or [#NOBODY]
    public Slab(int slotIndex, long base, int sizeClass, long lease) {
        int blockBytes = SizeClasses.blockBytes(sizeClass);
        this.slotIndex = slotIndex;
        this.base = base;
        this.sizeClass = sizeClass;
        this.capacity = SizeClasses.capacity(sizeClass);
        this.shift = Integer.numberOfTrailingZeros(blockBytes);
        this.inverse = inverseOfOdd(blockBytes >>> shift);
        this.wordCount = (capacity + 63) >>> 6;
        this.words = new long[FIRST_WORD + wordCount];
        words[LEASE] = lease;
        for (int word = 1; word < wordCount; word++) {
            words[FIRST_WORD + word] = fullWord(word);
        }
    }

    /// Index of the block that begins `offset` bytes behind the base; at least [#capacity] (unsigned) when none does.
    ///
    /// A multiple of the block size times the inverse of its odd part, modulo 2^32, is the quotient shifted left by the
    /// even part; anything else comes out too large once it is rotated back.
    public int blockAt(int offset) {
        return Integer.rotateRight(offset * inverse, shift);
    }

    /// Where a block begins.
    public long addressOf(int block) {
        return base + (long) block * blockBytes();
    }

    /// Whether `block` is an index that [#blockAt] gives for the beginning of a block.
    public boolean isBlock(int block) {
        return Integer.compareUnsigned(block, capacity) < 0;
    }

    /// Whether the bit of a block is set just now.
    public boolean isFree(int block) {
        return (Words.getPlain(words, FIRST_WORD + (block >>> 6)) >>> block & 1) != 0;
    }

    /// Whether a block begins `offset` bytes behind the base, and its bit is not set just now: the checks of a free in
    /// one method, for the fast path.
    public boolean isTaken(int offset) {
        int block = Integer.rotateRight(offset * inverse, shift);
        return Integer.compareUnsigned(block, capacity) < 0
                && (Words.getPlain(words, FIRST_WORD + (block >>> 6)) >>> block & 1) == 0;
    }

    /// Takes all set bits of a word; they are the caller's then.
    ///
    /// The first look is volatile: a taker has just cleared the hint that led here, and a giver sets bits before it
    /// reads the hint, so one of the two sees the other.
    public long takeWord(int word) {
        return freeBits(word) == 0 ? 0 : Words.getAndSet(words, FIRST_WORD + word, 0);
    }

    /// Takes `count` adjacent set bits of a word, the lowest there are, and returns them; 0 when there are none.
    public long takeRun(int word, int count) {
        for (; ; ) {
            long free = freeBits(word);
            long starts = SuperSlab.starts(free, count);
            if (starts == 0) {
                return 0;
            }
            long run = (-1L >>> (64 - count)) << Long.numberOfTrailingZeros(starts);
            if (Words.compareAndSet(words, FIRST_WORD + word, free, free & ~run)) {
                return run;
            }
        }
    }

    /// How often [#takeRun] would succeed just now.
    public int countRuns(int word, int count) {
        int runs = 0;
        long run = -1L >>> (64 - count);
        long free = freeBits(word);
        for (long starts = SuperSlab.starts(free, count); starts != 0; starts = SuperSlab.starts(free, count)) {
            free &= ~(run << Long.numberOfTrailingZeros(starts));
            runs++;
        }
        return runs;
    }

    /// Those of `pages` on which every block is free just now. The tail behind the last block counts as part of it.
    ///
    /// @param pages one bit per page of the slot
    public long freePages(long pages, int pageBytes) {
        return wholePages(pages, pageBytes, words, FIRST_WORD);
    }

    /// Takes the free blocks that touch `pages`, into `taken` from element `from` on, word by word, and returns those
    /// pages on which every block was taken; the caller owns them, and as long as it does, the slab lives.
    public long takePages(long pages, int pageBytes, long[] taken, int from) {
        Arrays.fill(taken, from, from + wordCount, 0);
        for (long rest = pages; rest != 0; rest &= rest - 1) {
            int page = Long.numberOfTrailingZeros(rest);
            BitRange.set(taken, (from << 6) + firstBlock(page, pageBytes), (from << 6) + endBlock(page, pageBytes));
        }
        for (int word = 0; word < wordCount; word++) {
            long wanted = taken[from + word];
            taken[from + word] = wanted == 0 ? 0 : Words.getAndAnd(words, FIRST_WORD + word, ~wanted) & wanted;
        }
        return wholePages(pages, pageBytes, taken, from);
    }

    private long wholePages(long pages, int pageBytes, long[] bits, int from) {
        long whole = 0;
        for (long rest = pages; rest != 0; rest &= rest - 1) {
            int page = Long.numberOfTrailingZeros(rest);
            int first = (from << 6) + firstBlock(page, pageBytes);
            whole |= BitRange.isSet(bits, first, (from << 6) + endBlock(page, pageBytes)) ? 1L << page : 0;
        }
        return whole;
    }

    /// The first block that touches a page.
    private int firstBlock(int page, int pageBytes) {
        return Math.min(page * pageBytes / blockBytes(), capacity - 1);
    }

    /// The block behind the last that touches a page.
    private int endBlock(int page, int pageBytes) {
        return Math.min(((page + 1) * pageBytes + blockBytes() - 1) / blockBytes(), capacity);
    }

    /// Gives bits of a word back and returns the word as it was before: a bit that was set already is a double free.
    public long giveWord(int word, long bits) {
        return Words.getAndOr(words, FIRST_WORD + word, bits);
    }

    /// The set bits of a word just now.
    public long freeBits(int word) {
        return Words.getVolatile(words, FIRST_WORD + word);
    }

    /// The word as it is when all its blocks are free.
    public long fullWord(int word) {
        int blocks = Math.min(64, capacity - (word << 6));
        return -1L >>> (64 - blocks);
    }

    /// Whether every word is full just now.
    public boolean looksFull() {
        for (int word = 0; word < wordCount; word++) {
            if (freeBits(word) != fullWord(word)) {
                return false;
            }
        }
        return true;
    }

    /// Takes every word in ascending order and so owns the slab for good; false when one came back short: then all that
    /// was taken is given back, and the caller owes the tail of a give-back.
    public boolean leasedOrListedToOwned() {
        Words.getAndAdd(words, RETIRING, 1);
        for (int word = 0; word < wordCount; word++) {
            long taken = Words.getAndSet(words, FIRST_WORD + word, 0);
            if (taken != fullWord(word)) {
                Words.getAndAdd(words, RETIRING, -1);
                giveBackUpTo(word, taken);
                return false;
            }
        }
        return true;
    }

    private void giveBackUpTo(int word, long taken) {
        if (taken != 0) {
            giveWord(word, taken);
        }
        for (int full = 0; full < word; full++) {
            giveWord(full, fullWord(full));
        }
    }

    /// Whether somebody tries to own the slab, or owns it: bits taken meanwhile must be put back.
    public boolean isRetiring() {
        return Words.getVolatile(words, RETIRING) != 0;
    }

    /// The heap that leases the slab, a hint; for the fast path.
    public long leasePlain() {
        return Words.getPlain(words, LEASE);
    }

    /// The heap that leases the slab; pairs with [#leasedToNobody].
    public long leaseVolatile() {
        return Words.getVolatile(words, LEASE);
    }

    /// Leases the slab unless somebody does. The caller owns bits of it.
    public boolean nobodyToLeased(long heap) {
        return Words.getVolatile(words, LEASE) == NOBODY && Words.compareAndSet(words, LEASE, NOBODY, heap);
    }

    /// Drops the lease of `heap`; the caller reads the words afterwards and lists the slab if it finds bits.
    public boolean leasedToNobody(long heap) {
        return Words.compareAndSet(words, LEASE, heap, NOBODY);
    }

    @Override
    public int slotIndex() {
        return slotIndex;
    }

    @Override
    public long base() {
        return base;
    }

    public int sizeClass() {
        return sizeClass;
    }

    /// Number of blocks.
    public int capacity() {
        return capacity;
    }

    public int blockBytes() {
        return SizeClasses.blockBytes(sizeClass);
    }

    /// Number of words of free bits.
    public int wordCount() {
        return wordCount;
    }

    /// Number of blocks whose bit is set: exact at rest.
    public int freeBlocks() {
        int count = 0;
        for (int word = 0; word < wordCount; word++) {
            count += Long.bitCount(freeBits(word));
        }
        return count;
    }

    /// Whether no bit lies beyond the last block.
    public boolean isValid() {
        for (int word = 0; word < wordCount; word++) {
            if ((freeBits(word) & ~fullWord(word)) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Bytes of Java heap.
    public long metadataBytes() {
        return 48 + 16 + 8L * words.length;
    }

    /// The inverse of an odd number modulo 2^32, by Newton's iteration: each step doubles the number of right bits.
    private static int inverseOfOdd(int odd) {
        int inverse = odd;
        for (int step = 0; step < 4; step++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
