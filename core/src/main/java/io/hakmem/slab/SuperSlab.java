package io.hakmem.slab;

import io.hakmem.bits.BitRange;
import io.hakmem.bits.Words;
import io.hakmem.size.SizeClasses;

/// A 2 MiB (or 1 MiB) part of the reservation, cut into slots of 64 KiB. The object stays for good; who may touch the
/// memory is told by the slot word alone.
///
/// ```
/// words   0                                  1           2 …
///         slot word                          cached at   dirty pages, 1 bit per OS page
///         bits 0–31 free, 32–63 backed
/// ```
///
/// A slot is *free* when nothing lives there and *backed* when it may still have pages. Taking free bits owns the
/// slots; one CAS that takes all of them owns the SuperSlab, and only its owner may cache, purge or release it.
public final class SuperSlab {
    private static final int SLOTS = 0;
    private static final int CACHED_AT = 1;
    private static final int FIRST_DIRTY = 2;

    private final int index;
    private final int slotCount;
    private final int pagesPerSlot;
    private final long base;

    /// Slot word: Owner: nobody; atomic operations only. Cached at: Owner: whoever owns the SuperSlab; Readers: those
    /// who look for the oldest, opaque, a hint. Dirty pages: set by whoever owns blocks on the page, cleared by whoever
    /// owns all of the page.
    private final long[] words;

    /// Per slot the size class that lived there last plus one, 0 for none. Owner: whoever owns the slot.
    private final byte[] lastClass;

    /// Per slot one bit per page that was free and dirty at the last look, and nothing was handed out in the slot
    /// since. A hint, racy on purpose: an update that is lost purges a page a look too early or too late.
    private final long[] idlePages;

    SuperSlab(int index, long base, int slotCount, int pageBytes) {
        this.index = index;
        this.base = base;
        this.slotCount = slotCount;
        this.pagesPerSlot = SizeClasses.SLAB_BYTES / pageBytes;
        this.words = new long[FIRST_DIRTY + (slotCount * pagesPerSlot + 63) / 64];
        this.lastClass = new byte[slotCount];
        this.idlePages = new long[slotCount];
    }

    /// Takes one slot if it is free.
    public boolean freeToOwned(int slot) {
        return (Words.getAndAnd(words, SLOTS, ~(1L << slot)) >>> slot & 1) != 0;
    }

    /// Takes `count` slots from `slot` on if all of them are free.
    public boolean freeToOwned(int slot, int count) {
        long run = mask(count) << slot;
        for (; ; ) {
            long word = Words.getVolatile(words, SLOTS);
            if ((word & run) != run) {
                return false;
            }
            if (Words.compareAndSet(words, SLOTS, word, word & ~run)) {
                return true;
            }
        }
    }

    /// Takes `count` adjacent free slots, the lowest there are, and returns the first; −1 when there are none.
    public int takeRun(int count) {
        long run = mask(count);
        for (; ; ) {
            long word = Words.getVolatile(words, SLOTS);
            long starts = starts(word & allSlots(), count);
            if (starts == 0) {
                return -1;
            }
            int first = Long.numberOfTrailingZeros(starts);
            if (Words.compareAndSet(words, SLOTS, word, word & ~(run << first))) {
                return first;
            }
        }
    }

    /// One bit per slot, or page, at which `count` adjacent ones begin that are set in `free`.
    public static long starts(long free, int count) {
        long starts = free;
        for (int have = 1; have < count; have++) {
            starts &= free >>> have;
        }
        return starts;
    }

    /// One bit at each multiple of `step`, a power of two up to 32.
    public static long multiplesOf(int step) {
        return Long.divideUnsigned(-1L, (1L << step) - 1);
    }

    /// The lengths of the runs of adjacent slots in `free`: bit n is set when one is n slots long.
    public static long runLengths(long free) {
        long lengths = 0;
        for (long rest = free; rest != 0; ) {
            int first = Long.numberOfTrailingZeros(rest);
            int length = Long.numberOfTrailingZeros(~(rest >>> first));
            lengths |= 1L << length;
            rest &= -1L << (first + length);
        }
        return lengths;
    }

    /// Gives owned slots back, marked as backed; whether all slots are free then.
    public boolean ownedToFreeBacked(int slot, int count) {
        return give(mask(count) << slot, mask(count) << (slot + 32));
    }

    /// Gives owned slots back that have no pages any more; whether all slots are free then.
    public boolean ownedToFreeUnbacked(int slot, int count) {
        Words.getAndAnd(words, SLOTS, ~(mask(count) << (slot + 32)));
        return give(mask(count) << slot, 0);
    }

    private boolean give(long run, long backed) {
        long before = Words.getAndOr(words, SLOTS, run | backed);
        return ((before | run) & allSlots()) == allSlots();
    }

    /// Notes that every slot of an owned SuperSlab may have pages.
    public void ownedUnbackedToBacked() {
        Words.getAndOr(words, SLOTS, allSlots() << 32);
    }

    /// Notes that an owned SuperSlab has no pages any more.
    public void ownedBackedToUnbacked() {
        Words.getAndAnd(words, SLOTS, ~(allSlots() << 32));
    }

    /// Takes all slots if all are free, and so owns the SuperSlab.
    public boolean allFreeToOwned() {
        for (; ; ) {
            long word = Words.getVolatile(words, SLOTS);
            if ((word & allSlots()) != allSlots()) {
                return false;
            }
            if (Words.compareAndSet(words, SLOTS, word, word & ~allSlots())) {
                return true;
            }
        }
    }

    /// Gives the slots of an owned SuperSlab from `slot` on to whoever takes them.
    public void ownedToFree(int slot) {
        Words.getAndOr(words, SLOTS, allSlots() & -1L << slot);
    }

    /// One bit per free slot.
    public long freeSlots() {
        return Words.getVolatile(words, SLOTS) & allSlots();
    }

    /// One bit per slot that may have pages although nothing lives there.
    public long backedSlots() {
        return Words.getVolatile(words, SLOTS) >>> 32;
    }

    /// When the SuperSlab went to the cache, on the cache's clock.
    public long cachedAtNanos() {
        return Words.getOpaque(words, CACHED_AT);
    }

    public void cachedAtNanos(long nanos) {
        Words.setOpaque(words, CACHED_AT, nanos);
    }

    /// Marks pages of a slot as dirty and returns how many of them were not.
    ///
    /// @param pages one bit per page of the slot
    public int markDirty(int slot, long pages) {
        return markDirtyInWord(dirtyWord(slot), pages << dirtyShift(slot));
    }

    /// Number of pages that are not dirty, of `count` from `page` on, counted from the base.
    public int cleanPages(int page, int count) {
        int clean = 0;
        int end = page + count;
        for (int word = page >>> 6; (word << 6) < end; word++) {
            clean += Long.bitCount(BitRange.mask(word, page, end) & ~Words.getVolatile(words, FIRST_DIRTY + word));
        }
        return clean;
    }

    /// Marks `count` pages from `page` on, counted from the base, as dirty and returns how many of them were not.
    public int markDirtyPages(int page, int count) {
        int marked = 0;
        int end = page + count;
        for (int word = page >>> 6; (word << 6) < end; word++) {
            marked += markDirtyInWord(FIRST_DIRTY + word, BitRange.mask(word, page, end));
        }
        return marked;
    }

    private int markDirtyInWord(int word, long bits) {
        long clear = bits & ~Words.getOpaque(words, word);
        return clear == 0 ? 0 : Long.bitCount(clear & ~Words.getAndOr(words, word, clear));
    }

    /// Clears the dirty bits of owned slots after their pages went back, and returns how many there were.
    public int clearDirty(int slot, int count) {
        int cleared = 0;
        for (int at = slot; at < slot + count; at++) {
            cleared += clearDirtyPages(at, mask(pagesPerSlot));
        }
        return cleared;
    }

    /// Clears dirty bits of owned pages of a slot after the pages went back, and returns how many there were.
    public int clearDirtyPages(int slot, long pages) {
        long bits = pages << dirtyShift(slot);
        return Long.bitCount(bits & Words.getAndAnd(words, dirtyWord(slot), ~bits));
    }

    /// Number of pages that may hold data.
    public int dirtyPageCount() {
        int count = 0;
        for (int word = FIRST_DIRTY; word < words.length; word++) {
            count += Long.bitCount(Words.getVolatile(words, word));
        }
        return count;
    }

    /// Whether it has neither free slots nor dirty pages, as an unused SuperSlab has.
    public boolean isBare() {
        long dirty = 0;
        for (int word = FIRST_DIRTY; word < words.length; word++) {
            dirty |= Words.getVolatile(words, word);
        }
        return Words.getVolatile(words, SLOTS) == 0 && dirty == 0;
    }

    /// Notes the size class that an owned slot is born as; whether it last served another one.
    public boolean bornAs(int slot, int sizeClass) {
        int before = lastClass[slot];
        lastClass[slot] = (byte) (sizeClass + 1);
        return before != 0 && before != sizeClass + 1;
    }

    /// One bit per page of the slot that may hold data.
    public long dirtyPages(int slot) {
        return Words.getVolatile(words, dirtyWord(slot)) >>> dirtyShift(slot) & mask(pagesPerSlot);
    }

    /// One bit per page of the slot that was free and dirty at the last look, if nothing was handed out since.
    public long idlePages(int slot) {
        return idlePages[slot];
    }

    public void idlePages(int slot, long pages) {
        idlePages[slot] = pages;
    }

    /// Notes that something is handed out in the slot.
    public void touch(int slot) {
        if (idlePages[slot] != 0) {
            idlePages[slot] = 0;
        }
    }

    private int dirtyWord(int slot) {
        return FIRST_DIRTY + ((slot * pagesPerSlot) >>> 6);
    }

    private int dirtyShift(int slot) {
        return slot * pagesPerSlot & 63;
    }

    private long allSlots() {
        return mask(slotCount);
    }

    private static long mask(int count) {
        return -1L >>> (64 - count);
    }

    /// Position among the SuperSlabs of the reservation.
    public int index() {
        return index;
    }

    public long base() {
        return base;
    }

    public int slotCount() {
        return slotCount;
    }

    public int pagesPerSlot() {
        return pagesPerSlot;
    }

    /// Index of the first slot, counted from the base of the reservation.
    public int firstSlotIndex() {
        return index * slotCount;
    }

    /// Bytes of Java heap.
    public long metadataBytes() {
        return 40 + 32 + 8L * (words.length + slotCount) + slotCount;
    }
}
