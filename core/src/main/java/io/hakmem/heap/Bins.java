package io.hakmem.heap;

import io.hakmem.bits.Words;
import io.hakmem.memory.NativeMemory;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Slab;

/// The bins of a heap: what its fast path touches, in one padded array, and the two steps on it.
///
/// ```
/// words   0 … 7     padding, against false sharing
///         8 … 13    owner's thread id, id of the heap, local frees, busy, moves begun, moves ended
///         14, 15    remote frees, atomic operations that carried them
///         16 …      a bin per size class: head, limit, refill word's offset, refill word's bits
///         …         places of the remote buffer: which word of which slab, its bits
///         … + 16    padding
/// ```
///
/// A bin is a LIFO chain of free blocks, linked through the blocks themselves, and the rest of the word that the last
/// refill took. The head of a chain tells the first block and the length in one word:
///
/// ```
/// head    bits 0–47: offset of the first block from the base of the reservation; 48–62: blocks in the chain; 0: empty
/// limit   the first head that is too long: a length with offset 0
/// link    (in the first word of a free block) the head that was there before, XOR a key, XOR the head that this block
///         made
/// mark    (in the second word of a block that is freed) its address, XOR a key; cleared when it is handed out
/// ```
///
/// A pop checks that the link gives an offset in the reservation, on a 16-byte boundary, with a length one shorter, in
/// one compare: a write to freed memory is caught when it is followed. The key has its sign bit set and heads have not,
/// so a link that was overwritten by any number without a sign is always found: zero, an address, a length, text.
///
/// Owner: the heap's; all accesses are plain. Readers of statistics read opaque, and decide nothing.
///
/// The stack may end at any call, and no step makes sure of it: so the calls, those that touch a block included, come
/// before the first write to the words, the deepest one first.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param base of the reservation
/// @param linkKey what links are XORed with
/// @param linkMask the bits of a decoded link that are known beforehand
/// @param markKey what marks are XORed with; 0 for no marks
record Bins(long base, long linkKey, long linkMask, long markKey) {
    static final int LENGTH_SHIFT = 48;
    static final long ONE_BLOCK = 1L << LENGTH_SHIFT;
    static final long OFFSET_MASK = ONE_BLOCK - 1;

    static final int OWNER_THREAD_ID = 8;
    static final int HEAP_ID = 9;
    static final int LOCAL_FREES = 10;
    static final int BUSY = 11;
    static final int MOVES_BEGUN = 12;
    static final int MOVES_ENDED = 13;
    static final int REMOTE_FREES = 14;
    static final int REMOTE_BATCHES = 15;

    static final int HEAD = 0;
    static final int LIMIT = 1;
    static final int WORD_OFFSET = 2;
    static final int WORD_BITS = 3;

    /// Index of the bits behind the key of a place.
    static final int GIVE_BITS = 1;

    /// Places of the remote buffer, a power of two.
    static final int GIVE_PLACES = 128;

    private static final int FIRST_BIN = 16;
    private static final int BIN_SHIFT = 2;
    private static final int FIRST_GIVE = FIRST_BIN + (SizeClasses.COUNT << BIN_SHIFT);
    private static final int PADDING = 16;
    private static final int CLASS_STRIDE = 37;
    private static final long SIGN_BIT = 1L << 63;
    private static final int MARK_OFFSET = 8;

    /// Above the words of a slab, below its length.
    private static final int GIVE_USED = 1 << 15;

    /// @param marked whether blocks that are freed are marked, so that a second free is found wherever they wait
    Bins(Reservation reservation, long randomKey, boolean marked) {
        this(
                reservation.base(),
                randomKey | SIGN_BIT,
                -reservation.bytes() | (SizeClasses.GRANULE_BYTES - 1),
                marked ? Long.rotateLeft(randomKey, 32) | 1 : 0);
    }

    /// The words of a new heap.
    static long[] newWords(int heapId) {
        long[] words = new long[FIRST_GIVE + 2 * GIVE_PLACES + PADDING];
        words[HEAP_ID] = heapId;
        return words;
    }

    /// The id of the thread that owns the heap, 0 while it is taken away. Opaque, so that it is read anew for each
    /// block: a heap is taken away between two of its owner's steps ([ThreadSlot]).
    static long ownerOf(long[] words) {
        return Words.getOpaque(words, OWNER_THREAD_ID);
    }

    /// Index of the first word of the bin of a class.
    static int bin(int sizeClass) {
        return FIRST_BIN + (sizeClass << BIN_SHIFT);
    }

    /// Pops a block of the class, off the chain or else off the refill word; 0 when both are empty or a link is broken.
    long pop(long[] words, int sizeClass) {
        int bin = bin(sizeClass);
        long head = words[bin];
        if (head == 0) {
            return popWord(words, sizeClass);
        }
        long address = base + (head & OFFSET_MASK);
        long next = (long) NativeMemory.WORD.get(NativeMemory.ALL, address) ^ linkKey ^ head;
        if (((next ^ (head - ONE_BLOCK)) & linkMask) != 0) {
            return 0;
        }
        handedOut(address);
        words[bin] = next;
        return address;
    }

    /// Whether the next block of the chain, if there is one, is aligned as blocks of the class are: one that is made of
    /// neighbours may be aligned to less.
    boolean startsAligned(long[] words, int sizeClass) {
        long alignment = Integer.lowestOneBit(SizeClasses.blockBytes(sizeClass));
        return (words[bin(sizeClass)] & alignment - 1) == 0;
    }

    private long popWord(long[] words, int sizeClass) {
        int bin = bin(sizeClass);
        long bits = words[bin + WORD_BITS];
        if (bits == 0) {
            return 0;
        }
        int block = Long.numberOfTrailingZeros(bits);
        long address = base + words[bin + WORD_OFFSET] + (long) block * SizeClasses.blockBytes(sizeClass);
        handedOut(address);
        words[bin + WORD_BITS] = bits & bits - 1;
        return address;
    }

    /// Notes that the block at an address is its caller's from here on, and returns the address.
    long handedOut(long address) {
        if (markKey != 0) {
            NativeMemory.WORD.set(NativeMemory.ALL, address + MARK_OFFSET, 0L);
        }
        return address;
    }

    /// Marks the block at an address as freed.
    void mark(long address) {
        if (markKey != 0) {
            NativeMemory.WORD.set(NativeMemory.ALL, address + MARK_OFFSET, address ^ markKey);
        }
    }

    /// Whether the block at this offset from the base was freed and not handed out since, unless its second word has
    /// that very value by chance, or was overwritten.
    boolean isMarked(long offset) {
        long address = base + offset;
        return markKey != 0
                && (long) NativeMemory.WORD.get(NativeMemory.ALL, address + MARK_OFFSET) == (address ^ markKey);
    }

    /// The head that was there before the block that made `head`.
    long follow(long address, long head) {
        return NativeMemory.getLong(address) ^ linkKey ^ head;
    }

    /// Whether `next` cannot be what `head` was put before.
    boolean isBroken(long next, long head) {
        return ((next ^ (head - ONE_BLOCK)) & linkMask) != 0;
    }

    /// Pushes a block of the slab, by its offset from the base, if it is local and its chain is not too long; else
    /// returns false.
    ///
    /// *Local*: the slab is leased by this heap or by nobody, so nobody else is served from it. A class that this heap
    /// never refilled has a limit of 0, so it parks nothing.
    ///
    /// The two conditions are one branch: a branch that is not taken while a program warms up costs a deoptimisation
    /// when it is taken at last, and this one is taken early.
    boolean push(long[] words, Slab slab, long offset) {
        int bin = bin(slab.sizeClass());
        long head = words[bin];
        long lease = slab.leasePlain();
        long notLocal = lease * (lease ^ words[HEAP_ID]);
        long tooLong = ~(head - words[bin + LIMIT]) >>> 63;
        if ((notLocal | tooLong) != 0) {
            return false;
        }
        long longer = (head & ~OFFSET_MASK) + ONE_BLOCK + offset;
        long address = base + offset;
        if (markKey != 0) { // mark(address), one call less deep
            NativeMemory.WORD.set(NativeMemory.ALL, address + MARK_OFFSET, address ^ markKey);
        }
        NativeMemory.WORD.set(NativeMemory.ALL, address, head ^ linkKey ^ longer);
        words[bin] = longer;
        words[LOCAL_FREES]++;
        return true;
    }

    /// Pushes a block of the class, whatever slab it lies in, if its chain is not too long; else returns false.
    boolean push(long[] words, int sizeClass, long offset) {
        int bin = bin(sizeClass);
        long head = words[bin];
        if (head >= words[bin + LIMIT]) {
            return false;
        }
        long longer = (head & ~OFFSET_MASK) + ONE_BLOCK + offset;
        mark(base + offset);
        NativeMemory.setLong(base + offset, head ^ linkKey ^ longer);
        words[bin] = longer;
        words[LOCAL_FREES]++;
        return true;
    }

    /// Adds a block of the slab, by its offset from the base, to its word in the remote buffer, if that waits there and
    /// the block does not yet, nor completes the word; else returns false.
    boolean give(long[] words, Slab slab, long offset) {
        int block = slab.blockAt((int) offset & SizeClasses.SLAB_BYTES - 1);
        int at = give(givePlace(slab, offset, block));
        long bits = words[at + GIVE_BITS];
        long more = bits | 1L << block;
        if (words[at] != giveKey(offset, block) || more == bits || more == -1) {
            return false;
        }
        mark(base + offset);
        words[at + GIVE_BITS] = more;
        words[REMOTE_FREES]++;
        return true;
    }

    /// Index of a place of the remote buffer.
    static int give(int place) {
        return FIRST_GIVE + 2 * place;
    }

    /// The place of the word of a block: the words of a slab are neighbours, and so are the slabs of a class that lie
    /// side by side; classes that are used in turn are far from each other.
    ///
    /// @param offset of any byte of the slab from the base
    static int givePlace(Slab slab, long offset, int block) {
        int slot = (int) (offset >>> SizeClasses.SLAB_SHIFT);
        return slot * slab.wordCount() + (block >>> 6) + slab.sizeClass() * CLASS_STRIDE & GIVE_PLACES - 1;
    }

    /// Which word of which slab, as one number other than 0.
    ///
    /// @param offset of any byte of the slab from the base
    /// @param block of the slab, which is in the word
    static long giveKey(long offset, int block) {
        return (offset & -SizeClasses.SLAB_BYTES) | GIVE_USED | (block >>> 6);
    }

    /// The word of a key.
    static int giveWord(long key) {
        return (int) key & GIVE_USED - 1;
    }

    /// Whether a block of the slab would go to the bin if that were empty.
    static boolean parks(long[] words, Slab slab) {
        long lease = slab.leasePlain();
        return (lease == words[HEAP_ID] || lease == Slab.NOBODY) && words[bin(slab.sizeClass()) + LIMIT] != 0;
    }

    /// Blocks of the class that wait in the bin: for statistics.
    static int parked(long[] words, int sizeClass) {
        int bin = bin(sizeClass);
        int chain = (int) (Words.getOpaque(words, bin + HEAD) >>> LENGTH_SHIFT);
        return chain + Long.bitCount(Words.getOpaque(words, bin + WORD_BITS));
    }
}
