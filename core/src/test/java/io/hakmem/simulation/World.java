package io.hakmem.simulation;

import io.hakmem.FakeClock;
import io.hakmem.heap.HeapDriver;
import io.hakmem.os.PageSource;
import io.hakmem.pool.CacheLimits;
import io.hakmem.pool.Claim;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.run.RunAllocator;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import io.hakmem.slab.SuperSlab;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The real pool over a tiny reservation, and what the actors hold: a ledger that knows every owner of every block.
///
/// The memory is mapped once for all worlds; each begins with one active SuperSlab.
final class World {
    static final Reservation RESERVATION =
            Reservation.of(PageSource.ofThisMachine(), 8 << 20, 1 << 20, new ArrayList<>());

    static final int PAGE = RESERVATION.pageBytes();
    static final int PAGES_PER_SLOT = SizeClasses.SLAB_BYTES / PAGE;

    final FakeClock clock = new FakeClock();
    final AddressSpace space = new AddressSpace(RESERVATION);
    final SharedPool pool = new SharedPool(space, PageSource.ofThisMachine(), CacheLimits.DEFAULT, clock);
    final Counters counters = new Counters();
    final RunAllocator runs = new RunAllocator(space, pool, counters);
    private final Map<Long, String> ledger = new HashMap<>();

    /// Owners of single pages of slabs of pages, by number.
    private final Map<Long, String> pageLedger = new HashMap<>();
    private final List<Slab> dead = new ArrayList<>();
    private final List<HeapDriver> heaps = new ArrayList<>();

    World() {
        pool.slots().grow(1, counters);
    }

    HeapDriver heap() {
        HeapDriver heap = new HeapDriver(heaps.size() + 1, space, pool);
        heaps.add(heap);
        return heap;
    }

    /// Takes a word of the class without growing and enters its blocks in the ledger; `null` when there is none.
    Held take(int sizeClass, long heap, String who) {
        Claim claim = new Claim();
        if (!pool.take(sizeClass, heap, claim, counters) && !pool.takeFreeSlot(sizeClass, heap, claim, counters)) {
            return new Held(null, 0, 0);
        }
        Held held = new Held(claim.slab(), claim.word(), claim.bits());
        if (held.slab.sizeClass() != sizeClass) {
            throw new AssertionError(who + " wanted class " + sizeClass + " and got " + held.slab.sizeClass());
        }
        enter(held, held.bits, who);
        return held;
    }

    /// Notes that `who` owns the bits, and nobody else.
    void enter(Held held, long bits, String who) {
        for (long some = bits; some != 0; some &= some - 1) {
            long address = held.address(Long.numberOfTrailingZeros(some));
            String other = ledger.put(address, who);
            if (other != null) {
                throw new AssertionError("block 0x" + Long.toHexString(address) + " of " + other + " went to " + who);
            }
        }
        SlotOwner named = space.ownerOf(held.slab.slotIndex());
        if (named != null && named != held.slab) {
            throw new AssertionError(who + " owns blocks of a slab that the table no longer names");
        }
    }

    /// Strikes bits out of the ledger and gives them back by the tail.
    void giveBack(Held held, long bits) {
        strike(held, bits);
        if (pool.giveBack(held.slab, held.word, bits) != 0) {
            throw new AssertionError("a bit that was owned was set already");
        }
    }

    void strike(Held held, long bits) {
        for (long some = bits; some != 0; some &= some - 1) {
            ledger.remove(held.address(Long.numberOfTrailingZeros(some)));
        }
    }

    /// Enters one block that a heap handed out.
    long enter(long address, String who) {
        if (address != 0) {
            String other = ledger.put(address, who);
            if (other != null) {
                throw new AssertionError("block 0x" + Long.toHexString(address) + " of " + other + " went to " + who);
            }
        }
        return address;
    }

    void strike(long address) {
        ledger.remove(address);
    }

    /// Allocates a block of so many pages and enters those that lie in a slab of pages.
    long allocatePages(int count, String who) {
        long address = runs.allocate((long) count * PAGE, PAGE);
        enterPages(address, count, who);
        return address;
    }

    /// Frees a block of pages.
    void freePages(long address) {
        strikePages(address, (int) (runs.usableBytes(address) / PAGE));
        if (runs.free(address) != null) {
            throw new AssertionError("the free of a live block was refused");
        }
    }

    /// Takes pages of a slab of pages and returns the address; 0 when there are none.
    long takePages(int count, String who) {
        long page = pool.pages().take(count, 1);
        return page < 0 ? 0 : enterPages(RESERVATION.base() + page * PAGE, count, who);
    }

    /// Takes whole slots and the pages behind them and returns the address; 0 when there are none.
    long takeSlots(int slots, int tailPages, String who) {
        long page = pool.pages().takeSlots(slots, tailPages, PAGE);
        return page < 0 ? 0 : enterPages(RESERVATION.base() + page * PAGE, slots * PAGES_PER_SLOT + tailPages, who);
    }

    /// Gives pages back that lie in one slab of pages and are in no block.
    void givePages(long address, int count) {
        strikePages(address, count);
        PageSlab slab = pool.pages().slabOf((int) ((address - RESERVATION.base()) >>> SizeClasses.SLAB_SHIFT));
        pool.pages().giveBack(slab, PageSlab.pages(slab.pageAt(address), count));
    }

    long enterPages(long address, int count, String who) {
        long first = (address - RESERVATION.base()) / PAGE;
        for (long page = first + wholePages(count); page < first + count; page++) {
            String other = pageLedger.put(page, who);
            if (other != null) {
                throw new AssertionError("page " + page + " of " + other + " went to " + who);
            }
        }
        return address;
    }

    void strikePages(long address, int count) {
        long first = (address - RESERVATION.base()) / PAGE;
        for (long page = first + wholePages(count); page < first + count; page++) {
            pageLedger.remove(page);
        }
    }

    private static int wholePages(int count) {
        return count / PAGES_PER_SLOT * PAGES_PER_SLOT;
    }

    /// Whether nobody holds anything.
    boolean nothingHeld() {
        return ledger.isEmpty();
    }

    /// At rest: R1, I2, I4, I5, and no full slab that nobody retired but one kept per class.
    void check() {
        Map<Integer, Integer> fullByClass = new HashMap<>();
        Map<Long, Boolean> parked = new HashMap<>();
        heaps.forEach(heap -> heap.visitParked(address -> {
            if (parked.put(address, true) != null || ledger.containsKey(address)) {
                throw new AssertionError("I1: parked and owned, or parked twice: 0x" + Long.toHexString(address));
            }
        }));
        long owned = (long) ledger.size() + parked.size();
        long ownedPages = pageLedger.size();
        for (int slot = 0; slot < space.slotCount(); slot++) {
            SuperSlab superSlab = space.superSlabOfSlot(slot);
            boolean free = (superSlab.freeSlots() >>> space.slotInSuperSlab(slot) & 1) != 0;
            SlotOwner owner = space.ownerOf(slot);
            if (free && owner != null) {
                throw new AssertionError("I5: slot " + slot + " is free and carries a slab");
            }
            if (owner instanceof PageSlab slab) {
                ownedPages -= Long.bitCount(slab.allPages() & ~slab.freePages());
                if (!slab.isValid() || slab.freePages() == slab.allPages()) {
                    throw new AssertionError("I2 or R3: slab of pages in slot " + slot + " is full or has wild bits");
                }
            }
            if (owner instanceof Slab slab) {
                owned -= (long) slab.capacity() - slab.freeBlocks();
                if (!slab.isValid() || slab.isRetiring()) {
                    throw new AssertionError("I2 or R3: slab in slot " + slot + " is retiring or has wild bits");
                }
                if (slab.looksFull()) {
                    fullByClass.merge(slab.sizeClass(), 1, Integer::sum);
                }
                checkFindable(slab);
            }
        }
        if (owned != 0) {
            throw new AssertionError("I9: " + owned + " blocks more are owned than bits are taken");
        }
        if (ownedPages != 0) {
            throw new AssertionError("I1: " + ownedPages + " pages more are owned than bits are taken");
        }
        for (Slab slab : dead) {
            if (slab.freeBlocks() != 0) {
                throw new AssertionError("I4: a retired slab has set bits");
            }
        }
        fullByClass.forEach((sizeClass, count) -> {
            if (count > 1) {
                throw new AssertionError("R3: " + count + " full slabs of class " + sizeClass + " were not retired");
            }
        });
        if (!pool.isValid() || !space.isValid()) {
            throw new AssertionError("R4: a summary hides a set bit");
        }
    }

    /// I3: a slab with enough set bits is leased or listed.
    private void checkFindable(Slab slab) {
        boolean enough = false;
        for (int word = 0; word < slab.wordCount(); word++) {
            enough |= Long.bitCount(slab.freeBits(word)) * 4 >= Long.bitCount(slab.fullWord(word));
        }
        if (enough && slab.leaseVolatile() == Slab.NOBODY && !pool.isPartial(slab)) {
            throw new AssertionError("I3: slab in slot " + slab.slotIndex() + " is neither leased nor listed");
        }
    }

    /// Watches that a slab that was retired stays without bits.
    void watch(Slab slab) {
        if (!dead.contains(slab) && space.ownerOf(slab.slotIndex()) != slab) {
            dead.add(slab);
        }
    }
}
