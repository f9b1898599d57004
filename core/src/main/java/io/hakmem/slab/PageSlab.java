package io.hakmem.slab;

import io.hakmem.bits.Words;
import io.hakmem.size.SizeClasses;

/// One life of 64 KiB of memory as single OS pages: blocks of 1 to 15 pages, and the last pages of a [Run] that ends
/// here. A retired one is never revived: its words stay zero.
///
/// ```
/// words   0            1
///         free pages   lengths: bits 4 i … 4 i + 3 are the pages of the block that begins at page i, 0 for none
/// ```
///
/// Taking bits out owns the pages. A block is freed by whoever clears its length, and only then are its pages given
/// back; so no wrong `free` ever sets a bit, and who owns all pages finds all lengths zero.
public final class PageSlab implements SlotOwner {
    private static final int FREE = 0;
    private static final int LENGTHS = 1;
    private static final int LENGTH_BITS = 4;
    private static final long LENGTH_MASK = 15;

    private final int slotIndex;
    private final int pageBytes;
    private final int pageCount;
    private final long base;

    /// Free pages: Owner: nobody; each bit by atomic operations only. Lengths: set by who owns the pages of the block,
    /// cleared by CAS: the winner owns the pages.
    private final long[] words = new long[2];

    /// A newborn of which the creator owns the first `takenPages` pages; the others are free.
    public PageSlab(int slotIndex, long base, int pageBytes, int takenPages) {
        this.slotIndex = slotIndex;
        this.base = base;
        this.pageBytes = pageBytes;
        this.pageCount = SizeClasses.SLAB_BYTES / pageBytes;
        words[FREE] = allPages() & ~pages(0, takenPages);
    }

    /// One bit per page of `count` pages from `first` on.
    public static long pages(int first, int count) {
        return ((1L << count) - 1) << first;
    }

    /// Takes `count` adjacent free pages, the lowest there are that begin at a multiple of `step`, and returns the
    /// first; −1 when there are none.
    public int takeRun(int count, int step) {
        for (; ; ) {
            long free = freePages();
            long starts = SuperSlab.starts(free, count) & SuperSlab.multiplesOf(step);
            if (starts == 0) {
                return -1;
            }
            int first = Long.numberOfTrailingZeros(starts);
            if (Words.compareAndSet(words, FREE, free, free & ~pages(first, count))) {
                return first;
            }
        }
    }

    /// Takes just these pages if all of them are free.
    public boolean takeAll(long pages) {
        for (; ; ) {
            long free = freePages();
            if ((free & pages) != pages) {
                return false;
            }
            if (Words.compareAndSet(words, FREE, free, free & ~pages)) {
                return true;
            }
        }
    }

    /// Takes those of these pages that are free, and returns them.
    public long takeAny(long pages) {
        return Words.getAndAnd(words, FREE, ~pages) & pages;
    }

    /// Gives owned pages back, in which no block begins.
    public void give(long pages) {
        if ((Words.getAndOr(words, FREE, pages) & pages) != 0) {
            throw new AssertionError("pages that were owned were free already");
        }
    }

    /// Takes all pages if all are free, and so owns the slab for good.
    public boolean fullToOwned() {
        return Words.compareAndSet(words, FREE, allPages(), 0);
    }

    /// Notes that a block of `count` owned pages begins at `page`.
    public void takenToBlock(int page, int count) {
        Words.getAndOr(words, LENGTHS, (long) count << (page * LENGTH_BITS));
    }

    /// Changes the length of the block that begins at `page`, 0 for no block any more; false when there is no such
    /// block of `from` pages. Who changes it owns the difference.
    public boolean changeLength(int page, int from, int to) {
        int shift = page * LENGTH_BITS;
        for (; ; ) {
            long lengths = Words.getVolatile(words, LENGTHS);
            if ((lengths >>> shift & LENGTH_MASK) != from) {
                return false;
            }
            long changed = (lengths & ~(LENGTH_MASK << shift)) | ((long) to << shift);
            if (Words.compareAndSet(words, LENGTHS, lengths, changed)) {
                return true;
            }
        }
    }

    /// Number of pages of the block that begins at `page`, 0 when none does.
    public int lengthAt(int page) {
        return (int) (Words.getVolatile(words, LENGTHS) >>> (page * LENGTH_BITS) & LENGTH_MASK);
    }

    /// One bit per free page.
    public long freePages() {
        return Words.getVolatile(words, FREE);
    }

    /// One bit per page.
    public long allPages() {
        return pages(0, pageCount);
    }

    /// Number of pages of the longest run of set bits.
    public static int longestRun(long pages) {
        int length = 0;
        for (long rest = pages; rest != 0; rest &= rest >>> 1) {
            length++;
        }
        return length;
    }

    /// The page that an address of this slab lies in.
    public int pageAt(long address) {
        return (int) (address - base) / pageBytes;
    }

    public long addressOf(int page) {
        return base + (long) page * pageBytes;
    }

    @Override
    public int slotIndex() {
        return slotIndex;
    }

    @Override
    public long base() {
        return base;
    }

    /// Number of pages.
    public int pageCount() {
        return pageCount;
    }

    /// One bit per page that belongs to a block that begins here.
    public long blockPages() {
        long inBlocks = 0;
        for (int page = 0; page < pageCount; page++) {
            inBlocks |= pages(page, lengthAt(page));
        }
        return inBlocks;
    }

    /// Whether no bit lies beyond the last page, and the blocks are taken and do not overlap.
    public boolean isValid() {
        long unclaimed = allPages() & ~freePages();
        for (int page = 0; page < pageCount; page++) {
            long block = pages(page, lengthAt(page));
            if ((block & ~unclaimed) != 0) {
                return false;
            }
            unclaimed &= ~block;
        }
        return (freePages() & ~allPages()) == 0;
    }

    /// Bytes of Java heap.
    public long metadataBytes() {
        return 40 + 32;
    }
}
