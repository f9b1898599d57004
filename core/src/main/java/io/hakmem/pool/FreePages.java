package io.hakmem.pool;

import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Run;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import io.hakmem.slab.SuperSlab;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Gives free pages of active SuperSlabs back to the system, whatever else lives there: pages of free blocks between
/// live ones, free pages of slabs of pages, and free slots.
///
/// A look first owns what is free on the pages that are wanted, in one SuperSlab at a time; then one call takes the
/// pages that are owned as a whole; then all goes back, with the tail. No owner is asked: what others look for
/// meanwhile they find elsewhere, or they wait for the purge before they give up.
public final class FreePages {
    private static final int WORDS_PER_SLAB = SizeClasses.SLAB_BYTES / SizeClasses.GRANULE_BYTES / 64;

    private final AddressSpace space;
    private final SharedPool pool;
    private final SlotPool slots;
    private final PagePool pages;
    private final Purges purges;
    private final int pageBytes;
    private final AtomicLong doubleFrees = new AtomicLong();

    /// What a look holds, by slot; of a slab by its words, too. Owner: whoever began the purge.
    private final @Nullable SlotOwner[] owners;

    private final long[] ownedPages;
    private final long[] taken;

    private final long[] addresses;
    private final long[] lengths;

    FreePages(AddressSpace space, SharedPool pool) {
        this.space = space;
        this.pool = pool;
        this.slots = pool.slots();
        this.pages = pool.pages();
        this.purges = slots.purges();
        this.pageBytes = space.reservation().pageBytes();
        int slotCount = space.slotsPerSuperSlab();
        this.owners = new SlotOwner[slotCount];
        this.ownedPages = new long[slotCount];
        this.taken = new long[slotCount * WORDS_PER_SLAB];
        this.addresses = new long[slotCount * (SizeClasses.SLAB_BYTES / pageBytes) / 2 + 1];
        this.lengths = new long[addresses.length];
    }

    /// Gives all free pages back, without waiting for their time, and caches the SuperSlabs that nobody took a slot of.
    /// Calls the system: the caller holds no heap.
    public void purge() {
        purges.begin();
        try {
            look(false, 0, Long.MAX_VALUE);
            slots.cacheUntouched();
        } finally {
            purges.end();
        }
    }

    /// Gives those free pages back that were free at the last call, too, if nothing was handed out in their slot since,
    /// but for `warmBytes` of free slots; whether some wait for the next call. Calls the system: the caller holds no
    /// heap.
    ///
    /// @param mostBytes after which it ends
    public boolean purgeIdle(long warmBytes, long mostBytes) {
        if (!purges.tryBegin()) {
            return true;
        }
        try {
            return look(true, warmBytes, mostBytes);
        } finally {
            purges.end();
        }
    }

    private boolean look(boolean idleOnly, long warmBytes, long mostBytes) {
        boolean waiting = false;
        long warm = warmBytes;
        long purged = 0;
        int last = slots.highestUsedSlot() / space.slotsPerSuperSlab();
        for (int index = 0; index <= last; index++) {
            SuperSlab superSlab = space.knownSuperSlab(index);
            if (superSlab == null || superSlab.dirtyPageCount() == 0) {
                continue;
            }
            if (purged >= mostBytes) {
                return true;
            }
            try {
                for (int slot = 0; slot < superSlab.slotCount(); slot++) {
                    SlotOwner owner = space.ownerOf(superSlab.firstSlotIndex() + slot);
                    long free = freeDirtyPages(superSlab, slot, owner);
                    if (owner == null && bytes(free) <= warm) {
                        warm -= bytes(free);
                        free = 0;
                    }
                    long wanted = idleOnly ? free & superSlab.idlePages(slot) : free;
                    superSlab.idlePages(slot, free);
                    waiting |= wanted != free;
                    if (wanted != 0) {
                        own(superSlab, slot, owner, wanted);
                    }
                }
                long bytes = purgeOwned(superSlab);
                if (bytes < 0) {
                    return true;
                }
                purged += bytes;
            } finally {
                giveBack(superSlab);
            }
        }
        return waiting;
    }

    private long freeDirtyPages(SuperSlab superSlab, int slot, @Nullable SlotOwner owner) {
        long dirty = superSlab.dirtyPages(slot);
        if (dirty == 0) {
            return 0;
        }
        return switch (owner) {
            case Slab slab -> slab.freePages(dirty, pageBytes);
            case PageSlab slab -> slab.freePages() & dirty;
            case Run _ -> 0;
            case null -> (superSlab.freeSlots() >>> slot & 1) != 0 ? dirty : 0;
        };
    }

    private void own(SuperSlab superSlab, int slot, @Nullable SlotOwner owner, long wanted) {
        switch (owner) {
            case Slab slab -> {
                ownedPages[slot] = slab.takePages(wanted, pageBytes, taken, slot * WORDS_PER_SLAB);
                owners[slot] = slab;
                if (slab.isRetiring()) {
                    ownedPages[slot] = 0;
                }
            }
            case PageSlab slab -> {
                owners[slot] = slab;
                ownedPages[slot] = slab.takeAny(wanted);
            }
            case Run _ -> throw new AssertionError("a run has no free pages");
            case null -> ownedPages[slot] = superSlab.freeToOwned(slot) ? wanted : 0;
        }
    }

    /// Purges what is owned of a SuperSlab and returns how many bytes it was; −1 when the system refused.
    private long purgeOwned(SuperSlab superSlab) {
        int ranges = 0;
        long bytes = 0;
        long end = 0;
        for (int slot = 0; slot < superSlab.slotCount(); slot++) {
            long slotBase = space.slotBase(superSlab.firstSlotIndex() + slot);
            for (long rest = ownedPages[slot]; rest != 0; rest &= rest - 1) {
                long address = slotBase + (long) Long.numberOfTrailingZeros(rest) * pageBytes;
                if (address != end) {
                    addresses[ranges] = address;
                    lengths[ranges++] = 0;
                }
                lengths[ranges - 1] += pageBytes;
                end = address + pageBytes;
                bytes += pageBytes;
            }
        }
        if (ranges == 0) {
            return 0;
        }
        if (!purges.purge(addresses, lengths, ranges)) {
            return -1;
        }
        for (int slot = 0; slot < superSlab.slotCount(); slot++) {
            slots.commitment().discharge(superSlab.clearDirtyPages(slot, ownedPages[slot]));
        }
        return bytes;
    }

    private void giveBack(SuperSlab superSlab) {
        for (int slot = 0; slot < superSlab.slotCount(); slot++) {
            SlotOwner owner = owners[slot];
            long owned = ownedPages[slot];
            owners[slot] = null;
            ownedPages[slot] = 0;
            if (owner instanceof Slab slab) {
                giveBlocksBack(slab, slot);
            } else if (owner instanceof PageSlab slab && owned != 0) {
                pages.giveBack(slab, owned);
            } else if (owned != 0) {
                slots.ownedToFreeAfterPurge(superSlab, slot);
            }
        }
    }

    private void giveBlocksBack(Slab slab, int slot) {
        for (int word = 0; word < slab.wordCount(); word++) {
            long bits = taken[slot * WORDS_PER_SLAB + word];
            if (bits != 0) {
                doubleFrees.getAndAdd(Long.bitCount(pool.giveBack(slab, word, bits)));
            }
        }
    }

    private long bytes(long somePages) {
        return (long) Long.bitCount(somePages) * pageBytes;
    }

    /// Frees of blocks that a purge held, found when it gave them back.
    public long doubleFrees() {
        return doubleFrees.get();
    }
}
