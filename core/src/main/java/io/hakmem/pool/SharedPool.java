package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.bits.AtomicBitmaps;
import io.hakmem.os.PageSource;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Run;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/// Slabs and slots that no heap has: the stages of a refill, and the one tail of every give-back.
///
/// Which slabs are PARTIAL is a hint, one bitmap per class: *clear the bit, load the slab, check its class, take a
/// word, and only then write the lease.* Nothing here waits for a lock.
public final class SharedPool {
    /// Parts of a word that must be free to list a slab at once, and before growing: one of so many.
    private static final int LISTED_PART = 4;

    private static final int SPARSE_PART = 16;
    private static final int WORD_PART = 64;

    /// Sparse give-backs that make a sweep before growing worth its time.
    private static final int SPARSE_GIVE_BACKS = 256;

    private static final int ANY_CLASS = -1;

    private final AddressSpace space;
    private final Journal journal;
    private final SlotPool slots;
    private final Births births;
    private final PagePool pages;
    private final KeptSlabs kept;
    private final FreePages freePages;
    private final Coalescing coalescing;
    private final Attention attention = new Attention();
    private final AtomicBitmaps partial;
    private final AtomicLong retired = new AtomicLong();

    /// By class, give-backs since the last sweep that left a word too sparse to list. Racy on purpose: it only tells
    /// whether a sweep may be worth its time.
    private final int[] sparseGiveBacks = new int[SizeClasses.COUNT];

    /// A pool of which nothing but the cache is set, and that may commit all of the reservation.
    public SharedPool(AddressSpace space, PageSource source, CacheLimits limits, LongSupplier nanoClock) {
        this(
                space,
                source,
                PoolSettings.of(limits),
                new Commitment(source.pageBytes(), MemoryLimits.NONE, null),
                nanoClock);
    }

    public SharedPool(
            AddressSpace space,
            PageSource source,
            PoolSettings settings,
            Commitment commitment,
            LongSupplier nanoClock) {
        this.space = space;
        this.partial = new AtomicBitmaps(SizeClasses.COUNT, space.slotCount());
        this.journal = settings.journal();
        this.slots = new SlotPool(space, source, settings, commitment, nanoClock);
        this.births = new Births(space, slots, settings.journal());
        this.pages = new PagePool(space, slots);
        this.kept = new KeptSlabs(nanoClock);
        this.freePages = new FreePages(space, this);
        this.coalescing = new Coalescing(space, this, settings.coalesceFromBytes());
    }

    /// Serves one word of free blocks from memory that was used before; whether there was any.
    ///
    /// @param heap id of the heap that will lease the slab if nobody does, or [Slab#NOBODY] for none
    public boolean take(int sizeClass, long heap, Claim claim, Counters counters) {
        if (kept.cycle(sizeClass)) {
            expireKept(sizeClass, false);
        }
        return counters.tried(Stage.PARTIAL, takePartial(sizeClass, heap, claim))
                || counters.tried(Stage.EMPTY, births.bearInEmpty(sizeClass, heap, claim));
    }

    /// Serves the first word of a slab born in a free slot of an active SuperSlab; whether there was one.
    public boolean takeFreeSlot(int sizeClass, long heap, Claim claim, Counters counters) {
        return counters.tried(Stage.FREE_SLOT, births.bearInFreeSlot(sizeClass, heap, claim));
    }

    /// Tries each listed slab once: one that is being retired in step with this search comes again and again, each
    /// giving back what the other looks for.
    private boolean takePartial(int sizeClass, long heap, Claim claim) {
        AtomicBitmap list = partial.of(sizeClass);
        for (int slot = list.takeNext(0); slot >= 0; slot = list.takeNext(slot + 1)) {
            if (space.ownerOf(slot) instanceof Slab slab
                    && slab.sizeClass() == sizeClass
                    && takeFrom(slab, 0, heap, claim)) {
                return true;
            }
        }
        return false;
    }

    /// Takes the next non-zero word of a slab from `firstWord` on, unless the slab is retiring, and leases it if nobody
    /// does; whether it got any bits. Blocks whose pages the budget does not allow are given back.
    public boolean takeFrom(Slab slab, int firstWord, long heap, Claim claim) {
        for (int word = firstWord; word < slab.wordCount(); word++) {
            long bits = slab.takeWord(word);
            if (bits == 0) {
                continue;
            }
            if (slab.isRetiring()) {
                giveBack(slab, word, bits);
                return false;
            }
            long good = slots.dirty().commit(slab, word, bits);
            if (good != bits) {
                claim.overBudget();
                giveBack(slab, word, bits & ~good);
            }
            if (good != 0) {
                claim.set(slab, word, good, heap != Slab.NOBODY && slab.nobodyToLeased(heap));
                return true;
            }
        }
        return false;
    }

    /// Gives owned bits back, with the tail; returns those that were set already, each of them a double free.
    public long giveBack(Slab slab, int word, long bits) {
        long before = slab.giveWord(word, bits);
        long now = before | bits;
        if (isWorthListing(slab, word, now)) {
            listUnlessLeased(slab);
        } else {
            sparseGiveBacks[slab.sizeClass()]++;
        }
        if (now == slab.fullWord(word)) {
            retireIfFull(slab);
        }
        return before & bits;
    }

    /// The tail for the whole slab, after a lease was dropped or a retirement failed.
    public void settle(Slab slab) {
        for (int word = 0; word < slab.wordCount(); word++) {
            if (isWorthListing(slab, word, slab.freeBits(word))) {
                listUnlessLeased(slab);
                break;
            }
        }
        retireIfFull(slab);
    }

    private void retireIfFull(Slab slab) {
        if (slab.looksFull() && !slab.isRetiring() && !kept.keeps(slab)) {
            retire(slab);
        }
    }

    /// Takes all blocks and ends the life, or settles what it gave back.
    private void retire(Slab slab) {
        if (slab.leasedOrListedToOwned()) {
            space.carryingToOwned(slab);
            retired.getAndIncrement();
            slots.ownedToFree(slab.slotIndex(), 1);
            journal.retired(slab.slotIndex(), slab.sizeClass());
        } else {
            settle(slab);
        }
    }

    /// From a quarter of a word up; sparser slabs are searched before growing.
    private static boolean isWorthListing(Slab slab, int word, long free) {
        return isFree(slab, word, free, LISTED_PART);
    }

    private static boolean isFree(Slab slab, int word, long free, int oneOf) {
        return Long.bitCount(free) * oneOf >= Long.bitCount(slab.fullWord(word));
    }

    /// Lists the slab unless somebody leases it, or tries to retire it: a retirer that fails lists it in the end.
    private void listUnlessLeased(Slab slab) {
        if (slab.leaseVolatile() == Slab.NOBODY && !slab.isRetiring()) {
            try {
                partial.of(slab.sizeClass()).set(slab.slotIndex());
            } catch (OutOfMemoryError e) {
                sparseGiveBacks[slab.sizeClass()] = SPARSE_GIVE_BACKS; // the sweep before growing finds it
            }
        }
    }

    /// Retires the kept slab of the class if its stay is over, or in any case.
    private void expireKept(int sizeClass, boolean overOrNot) {
        Slab slab = kept.keptToExpired(sizeClass, overOrNot);
        if (slab != null && slab.looksFull() && !slab.isRetiring()) {
            retire(slab);
        }
    }

    /// Retires the kept slabs whose stay is over; whether others stay.
    public boolean expireOverdueKept() {
        boolean others = false;
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            expireKept(sizeClass, false);
            others |= kept.keepsAny(sizeClass);
        }
        return others;
    }

    /// The class has gone quiet: retires its kept slab if that is still full.
    public void expireKept(int sizeClass) {
        expireKept(sizeClass, true);
    }

    /// Retires every kept slab that is still full.
    public void expireAllKept() {
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            expireKept(sizeClass, true);
        }
    }

    /// Before growing: retires the kept slabs that are full, and lists the sparse slabs of the class when enough was
    /// given back to them; whether a refill has a chance now.
    public boolean searchSparse(int sizeClass) {
        long retiredBefore = retired.get();
        expireAllKept();
        if (sparseGiveBacks[sizeClass] >= SPARSE_GIVE_BACKS) {
            sparseGiveBacks[sizeClass] = 0;
            sweep(sizeClass, SPARSE_PART);
        }
        return retired.get() != retiredBefore || partial.of(sizeClass).nextSet(0) >= 0;
    }

    /// Before a refusal: lists every slab of the class that has a free block and that nobody leases; whether a
    /// refill has a chance now.
    public boolean searchAll(int sizeClass) {
        sweep(sizeClass, WORD_PART);
        return partial.of(sizeClass).nextSet(0) >= 0;
    }

    /// Lists every slab that nobody leases and that is not too sparse, and retires what is full.
    public void sweep() {
        sweep(ANY_CLASS, SPARSE_PART);
    }

    /// Takes the leases of idle heaps away, lists what is worth it, and retires what is full and not kept.
    ///
    /// @param idleHeap by the heap's id
    public void sweep(LongPredicate idleHeap) {
        int last = slots.highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            SlotOwner owner = space.ownerOf(slot);
            if (owner instanceof Slab slab) {
                long lease = slab.leaseVolatile();
                boolean revoked = lease != Slab.NOBODY && idleHeap.test(lease) && slab.leasedToNobody(lease);
                if (revoked || lease == Slab.NOBODY) {
                    settle(slab);
                }
            } else if (owner instanceof PageSlab slab) {
                pages.settle(slab);
            }
        }
    }

    private void sweep(int sizeClass, int oneOf) {
        int last = slots.highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            SlotOwner owner = space.ownerOf(slot);
            if (owner instanceof Slab slab && (sizeClass == ANY_CLASS || slab.sizeClass() == sizeClass)) {
                sweep(slab, oneOf);
            } else if (owner instanceof PageSlab slab && sizeClass == ANY_CLASS) {
                pages.settle(slab);
            }
        }
    }

    private void sweep(Slab slab, int oneOf) {
        if (slab.looksFull()) {
            if (!slab.isRetiring()) {
                retire(slab);
            }
            return;
        }
        for (int word = 0; word < slab.wordCount(); word++) {
            if (isFree(slab, word, slab.freeBits(word), oneOf)) {
                listUnlessLeased(slab);
                return;
            }
        }
    }

    /// Whether a slab stands in its class's PARTIAL list.
    public boolean isPartial(Slab slab) {
        AtomicBitmap list = partial.known(slab.sizeClass());
        return list != null && list.isSet(slab.slotIndex());
    }

    /// Whether at least so many slabs with free blocks stand in the lists of classes whose neighbours may serve
    /// another.
    boolean listsHosts(int sizeClass, long atLeast) {
        long count = 0;
        for (int of = 0; of < sizeClass && count < atLeast; of++) {
            AtomicBitmap list = partial.known(of);
            count += list == null || !Coalescing.mayHost(of, sizeClass) ? 0 : list.cardinality();
        }
        return count >= atLeast;
    }

    /// The slabs of pages.
    public PagePool pages() {
        return pages;
    }

    /// Whom slow paths call when they are done.
    public Attention attention() {
        return attention;
    }

    /// The way back of pages.
    public FreePages freePages() {
        return freePages;
    }

    /// Blocks made of neighbours.
    public Coalescing coalescing() {
        return coalescing;
    }

    /// Slabs born in free slots.
    Births births() {
        return births;
    }

    /// The slots below.
    public SlotPool slots() {
        return slots;
    }

    /// Slab lives begun.
    public long born() {
        return births.born();
    }

    public long reusedAcrossClasses() {
        return births.reusedAcrossClasses();
    }

    /// Slab lives ended.
    public long retired() {
        return retired.get();
    }

    /// Whether the summaries of all lists are right.
    public boolean isValid() {
        return partial.isValid() && slots.isValid() && pages.isValid() && coalescing.isValid();
    }

    /// Bytes of Java heap for hints, address space and living slabs.
    public long metadataBytes() {
        long bytes = space.metadataBytes()
                + slots.metadataBytes()
                + pages.metadataBytes()
                + partial.metadataBytes()
                + coalescing.metadataBytes();
        int last = slots.highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            CoalescedSlab coalesced = space.coalescedAt(slot);
            bytes += coalesced == null ? 0 : coalesced.metadataBytes();
            bytes += switch (space.ownerOf(slot)) {
                case Slab slab -> slab.metadataBytes();
                case PageSlab slab -> slab.metadataBytes();
                case Run _ -> 32;
                case null -> 0;
            };
        }
        return bytes;
    }
}
