package io.hakmem.bits;

import org.jspecify.annotations.Nullable;

/// A long bitmap whose bits are taken and given back atomically, with summaries over it, so that a search reads a few
/// words however long the bitmap is. Memory is used for the parts that were ever set.
///
/// ```
/// root      1 bit per chunk   : the chunk may have set bits
/// chunk     64 words, then one summary word with 1 bit per word : the word may be non-zero
/// ```
///
/// The bits are exact: whoever flips one knows it from the return value. The summaries are hints that err on the side
/// of *set*, but for a moment: who empties a word clears its summary bit, re-reads the word, and sets the bit again if
/// the word filled up meanwhile; who sets a bit reads the summary afterwards. (Dekker's handshake, both sides
/// volatile.)
public final class AtomicBitmap {
    private static final int CHUNK_SHIFT = 12;
    private static final int SUMMARY = 64;

    private final int sizeBits;
    private final @Nullable Object[] chunks;
    private final long[] root;

    /// A bitmap of `sizeBits` clear bits.
    public AtomicBitmap(int sizeBits) {
        this.sizeBits = sizeBits;
        this.chunks = new Object[(sizeBits + (1 << CHUNK_SHIFT) - 1) >>> CHUNK_SHIFT];
        this.root = new long[(chunks.length + 63) >>> 6];
    }

    /// Makes the part with the bit, so that setting it allocates nothing.
    public void prepare(int index) {
        chunkFor(index);
    }

    /// Sets a bit; whether this call flipped it.
    public boolean set(int index) {
        long[] chunk = chunkFor(index);
        int word = wordOf(index);
        long bit = 1L << index;
        if ((Words.getVolatile(chunk, word) & bit) != 0) {
            return false;
        }
        boolean flipped = (Words.getAndOr(chunk, word, bit) & bit) == 0;
        setIfClear(chunk, SUMMARY, 1L << word);
        int number = index >>> CHUNK_SHIFT;
        setIfClear(root, number >>> 6, 1L << number);
        return flipped;
    }

    /// Clears a bit; whether this call flipped it.
    public boolean clear(int index) {
        long[] chunk = chunkAt(index >>> CHUNK_SHIFT);
        int word = wordOf(index);
        long bit = 1L << index;
        if (chunk == null || (Words.getVolatile(chunk, word) & bit) == 0) {
            return false;
        }
        long before = Words.getAndAnd(chunk, word, ~bit);
        if ((before & ~bit) == 0) {
            wordEmptied(index >>> CHUNK_SHIFT, chunk, word);
        }
        return (before & bit) != 0;
    }

    /// Whether a bit is set.
    public boolean isSet(int index) {
        long[] chunk = chunkAt(index >>> CHUNK_SHIFT);
        return chunk != null && (Words.getVolatile(chunk, wordOf(index)) >>> index & 1) != 0;
    }

    /// The lowest set bit from `from` on, −1 when there is none; changes nothing.
    public int nextSet(int from) {
        if (from >= sizeBits) {
            return -1;
        }
        int first = from >>> CHUNK_SHIFT;
        for (int number = nextChunk(first); number >= 0; number = nextChunk(number + 1)) {
            long[] chunk = chunkAt(number);
            if (chunk == null) {
                continue;
            }
            int firstWord = number == first ? wordOf(from) : 0;
            long words = Words.getVolatile(chunk, SUMMARY) & -1L << firstWord;
            for (; words != 0; words &= words - 1) {
                int word = Long.numberOfTrailingZeros(words);
                long value = Words.getVolatile(chunk, word);
                if (number == first && word == firstWord) {
                    value &= -1L << from;
                }
                if (value != 0) {
                    return number << CHUNK_SHIFT | word << 6 | Long.numberOfTrailingZeros(value);
                }
            }
        }
        return -1;
    }

    /// Clears the lowest set bit from `from` on and returns its index, −1 when none was found.
    public int takeNext(int from) {
        int index = nextSet(from);
        while (index >= 0 && !clear(index)) {
            index = nextSet(index + 1);
        }
        return index;
    }

    /// Number of set bits: exact at rest.
    public int cardinality() {
        int count = 0;
        for (int number = 0; number < chunks.length; number++) {
            long[] chunk = chunkAt(number);
            for (int word = 0; chunk != null && word < SUMMARY; word++) {
                count += Long.bitCount(Words.getVolatile(chunk, word));
            }
        }
        return count;
    }

    /// Bytes of Java heap that the bitmap uses now.
    public long metadataBytes() {
        long bytes = 48 + 4L * chunks.length + 8L * root.length;
        for (int number = 0; number < chunks.length; number++) {
            bytes += chunkAt(number) == null ? 0 : 16 + 8L * (SUMMARY + 1);
        }
        return bytes;
    }

    /// Whether each set bit is found by way of the summaries: true at rest.
    public boolean isValid() {
        for (int number = 0; number < chunks.length; number++) {
            long[] chunk = chunkAt(number);
            for (int word = 0; chunk != null && word < SUMMARY; word++) {
                boolean summarised = (Words.getVolatile(chunk, SUMMARY) >>> word & 1) != 0
                        && (Words.getVolatile(root, number >>> 6) >>> number & 1) != 0;
                if (Words.getVolatile(chunk, word) != 0 && !summarised) {
                    return false;
                }
            }
        }
        return true;
    }

    private int nextChunk(int from) {
        if (from >= chunks.length) {
            return -1;
        }
        long some = Words.getVolatile(root, from >>> 6) & -1L << from;
        for (int word = from >>> 6; ; some = Words.getVolatile(root, word)) {
            if (some != 0) {
                return word << 6 | Long.numberOfTrailingZeros(some);
            }
            if (++word == root.length) {
                return -1;
            }
        }
    }

    private void wordEmptied(int number, long[] chunk, int word) {
        clearUnless(chunk, SUMMARY, 1L << word, chunk, word);
        if (Words.getVolatile(chunk, SUMMARY) == 0) {
            clearUnless(root, number >>> 6, 1L << number, chunk, SUMMARY);
        } else {
            // The summary may have been empty for a moment, in which somebody else cleared the root's bit.
            setIfClear(root, number >>> 6, 1L << number);
        }
    }

    private static void clearUnless(long[] summary, int index, long bit, long[] below, int belowIndex) {
        Words.getAndAnd(summary, index, ~bit);
        if (Words.getVolatile(below, belowIndex) != 0) {
            Words.getAndOr(summary, index, bit);
        }
    }

    private static void setIfClear(long[] summary, int index, long bit) {
        if ((Words.getVolatile(summary, index) & bit) == 0) {
            Words.getAndOr(summary, index, bit);
        }
    }

    private static int wordOf(int index) {
        return index >>> 6 & 63;
    }

    private long @Nullable [] chunkAt(int number) {
        return (long[]) References.getAcquire(chunks, number);
    }

    private long[] chunkFor(int index) {
        int number = index >>> CHUNK_SHIFT;
        long[] chunk = chunkAt(number);
        if (chunk != null) {
            return chunk;
        }
        long[] fresh = new long[SUMMARY + 1];
        if (References.compareAndSet(chunks, number, null, fresh)) {
            return fresh;
        }
        chunk = chunkAt(number);
        if (chunk == null) {
            throw new AssertionError("a chunk of a bitmap vanished");
        }
        return chunk;
    }
}
