package io.hakmem.simulation;

import io.hakmem.FakeClock;
import io.hakmem.heap.HeapDriver;
import io.hakmem.heap.HeapsDriver;
import io.hakmem.os.FakePageSource;
import io.hakmem.os.PageSource;
import io.hakmem.pool.CacheLimits;
import io.hakmem.pool.Claim;
import io.hakmem.pool.Commitment;
import io.hakmem.pool.Counters;
import io.hakmem.pool.MemoryLimits;
import io.hakmem.pool.PoolSettings;
import io.hakmem.pool.SharedPool;
import io.hakmem.run.RunAllocator;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.Run;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import io.hakmem.slab.SuperSlab;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// The real pool over a tiny reservation, and what the actors hold: a ledger that knows every owner of every block.
///
/// The memory is mapped once for all worlds; each begins with one active SuperSlab.
final class World {
    static final Reservation RESERVATION =
            Reservation.of(PageSource.ofThisMachine(), 8 << 20, 1 << 20, new ArrayList<>());

    static final int PAGE = RESERVATION.pageBytes();
    static final int PAGES_PER_SLOT = SizeClasses.SLAB_BYTES / PAGE;

    final FakeClock clock = new FakeClock();
    final FakePageSource source = new FakePageSource();
    final AddressSpace space = new AddressSpace(RESERVATION);
    final SharedPool pool;
    final Counters counters = new Counters();
    final RunAllocator runs;
    private final Map<Long, String> ledger = new HashMap<>();
    private final IdentityHashMap<Slab, Long> leases = new IdentityHashMap<>();
    private final Set<Long> wild = new HashSet<>();
    private final BitSet heldSlots = new BitSet();

    /// Owners of single pages of slabs of pages, by number.
    private final Map<Long, String> pageLedger = new HashMap<>();
    private final List<Slab> dead = new ArrayList<>();
    private final List<Consumer<LongConsumer>> parks = new ArrayList<>();
    private boolean hasHeaps;

    World() {
        this(MemoryLimits.NONE);
    }

    World(MemoryLimits limits) {
        this.pool = new SharedPool(
                space, source, PoolSettings.of(CacheLimits.DEFAULT), new Commitment(PAGE, limits, null), clock);
        this.runs = new RunAllocator(space, pool, counters, () -> {}, () -> {});
        pool.slots().grow(1, counters);
    }

    /// One more heap, with the ids 1, 2, …
    HeapDriver heap() {
        HeapDriver heap = new HeapDriver(parks.size() + 1, space, pool);
        parks.add(heap::visitParked);
        hasHeaps = true;
        return heap;
    }

    /// The choice of the current heap; in a world without other heaps.
    HeapsDriver heaps() {
        HeapsDriver heaps = new HeapsDriver(space, pool, source);
        parks.add(heaps::visitParked);
        hasHeaps = true;
        return heaps;
    }

    /// Takes a word of the class without growing and enters its blocks in the ledger; `null` when there is none.
    Held take(int sizeClass, long heap, String who) {
        Claim claim = new Claim();
        if (!pool.take(sizeClass, heap, claim, counters) && !pool.takeFreeSlot(sizeClass, heap, claim, counters)) {
            return new Held(null, 0, 0);
        }
        if (claim.slab().sizeClass() != sizeClass) {
            throw new AssertionError(who + " wanted class " + sizeClass + " and got "
                    + claim.slab().sizeClass());
        }
        return claimed(claim, heap, who);
    }

    /// Takes adjacent free slots, as a long block does; −1 when there are none.
    int takeRun(int count) {
        int first = pool.slots().takeRun(count);
        if (first >= 0) {
            for (int slot = first; slot < first + count; slot++) {
                if (heldSlots.get(slot)) {
                    throw new AssertionError("I5: slot " + slot + " was taken by two");
                }
                heldSlots.set(slot);
            }
        }
        return first;
    }

    /// Notes that whole slots may hold data.
    void commit(int first, int count) {
        pool.slots().dirty().commit((long) first * PAGES_PER_SLOT, (long) count * PAGES_PER_SLOT);
    }

    /// Gives slots back that [#takeRun] took.
    void giveRun(int first, int count) {
        heldSlots.clear(first, first + count);
        pool.slots().ownedToFree(first, count);
    }

    /// Takes the first bits of a slab from a word on, as a heap does that leased it some time ago.
    Held takeFrom(Slab slab, int firstWord, long heap, String who) {
        Claim claim = new Claim();
        if (!pool.takeFrom(slab, firstWord, heap, claim)) {
            return new Held(null, 0, 0);
        }
        return claimed(claim, heap, who);
    }

    private Held claimed(Claim claim, long heap, String who) {
        Held held = new Held(claim.slab(), claim.word(), claim.bits());
        if (claim.isLeased()) {
            leases.put(held.slab, heap);
        }
        enter(held, held.bits, who);
        return held;
    }

    /// A block that is going to be freed twice: who owns it, nobody can tell, but it is no other block.
    void freedTwice(Held held, long bits) {
        for (long some = bits; some != 0; some &= some - 1) {
            wild.add(held.address(Long.numberOfTrailingZeros(some)));
        }
        strike(held, bits);
    }

    /// Notes that `who` owns the bits, and nobody else.
    void enter(Held held, long bits, String who) {
        for (long some = bits; some != 0; some &= some - 1) {
            enter(held.address(Long.numberOfTrailingZeros(some)), who);
        }
        if (space.ownerOf(held.slab.slotIndex()) != held.slab) {
            throw new AssertionError(who + " owns blocks of a slab that the table does not name");
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
        if (address != 0 && !wild.contains(address)) {
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
        long page = pool.pages().takeSlots(slots, tailPages, PAGE, true);
        if (page < 0) {
            return 0;
        }
        int first = (int) (page / PAGES_PER_SLOT);
        heldSlots.set(first, first + slots);
        return enterPages(RESERVATION.base() + page * PAGE, slots * PAGES_PER_SLOT + tailPages, who);
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

    /// Takes neighbours for a block of the class and enters them in the ledger; 0 when there are none.
    long takeNeighbours(int sizeClass, String who) {
        long address = pool.coalescing().take(sizeClass, new Claim());
        if (address != 0) {
            CoalescedSlab coalesced = coalescedAt(address);
            Slab slab = coalesced.slab();
            for (int at = 0; at < coalesced.neighbours(); at++) {
                enter(address + (long) at * slab.blockBytes(), who);
            }
            if (coalesced.sizeClass() != sizeClass || space.slabs().getPlain(slab.slotIndex()) != null) {
                throw new AssertionError("I6: the fast path finds the slab of a block made of neighbours");
            }
        }
        return address;
    }

    /// Frees a block made of neighbours; whether it was there.
    boolean freeNeighbours(long address) {
        CoalescedSlab coalesced = coalescedAt(address);
        Slab slab = coalesced.slab();
        for (int at = 0; at < coalesced.neighbours(); at++) {
            strike(address + (long) at * slab.blockBytes());
        }
        return pool.coalescing().free(coalesced, slab.blockAt((int) (address - slab.base())), _ -> {});
    }

    private CoalescedSlab coalescedAt(long address) {
        int slot = (int) ((address - RESERVATION.base()) >>> SizeClasses.SLAB_SHIFT);
        return Objects.requireNonNull(space.coalescedAt(slot), "blocks made of neighbours");
    }

    /// Whether nobody holds anything.
    boolean nothingHeld() {
        return ledger.isEmpty();
    }

    /// At rest: R1 to R4, I1 to I5, I7 to I9; of each class at most one full slab that nobody retired.
    void check() {
        Map<Integer, Integer> fullByClass = new HashMap<>();
        long owned = ledger.size() + parked();
        long ownedPages = pageLedger.size();
        for (int slot = 0; slot < space.slotCount(); slot++) {
            SlotOwner owner = space.ownerOf(slot);
            if (owner instanceof PageSlab slab) {
                ownedPages -= Long.bitCount(slab.allPages() & ~slab.freePages());
                if (!slab.isValid() || slab.freePages() == slab.allPages()) {
                    throw new AssertionError("I2 or R3: slab of pages in slot " + slot + " is full or has wild bits");
                }
            }
            if (owner instanceof Slab slab) {
                owned -= takenBlocks(slab);
                if (!slab.isValid() || slab.isRetiring()) {
                    throw new AssertionError("I2 or R3: slab in slot " + slot + " is retiring or has wild bits");
                }
                if (slab.looksFull()) {
                    fullByClass.merge(slab.sizeClass(), 1, Integer::sum);
                }
                checkFindable(slab);
                CoalescedSlab coalesced = space.coalescedAt(slot);
                if (coalesced != null && (coalesced.slab() != slab || !coalesced.isValid())) {
                    throw new AssertionError("I6: blocks made of neighbours overlap, or are free, in slot " + slot);
                }
            }
        }
        if (owned != 0) {
            throw new AssertionError("I9: " + owned + " blocks more are owned than bits are taken");
        }
        if (ownedPages != 0) {
            throw new AssertionError("I1: " + ownedPages + " pages more are owned than bits are taken");
        }
        ledger.forEach(this::checkOwned);
        dead.forEach(this::checkDead);
        fullByClass.forEach((sizeClass, count) -> {
            if (count > 1) {
                throw new AssertionError("R3: " + count + " full slabs of class " + sizeClass + " were not retired");
            }
        });
        if (!pool.isValid() || !space.isValid()) {
            throw new AssertionError("R4: a summary hides a set bit");
        }
        checkSlots();
    }

    /// I5, I8, and R4 for slots: each has one use, who marked a page is charged for it, and free slots are found.
    private void checkSlots() {
        long dirtyPages = 0;
        boolean someFree = false;
        BitSet inRuns = new BitSet();
        for (int slot = 0; slot < space.slotCount(); slot++) {
            SuperSlab superSlab = space.superSlabOfSlot(slot);
            int number = space.slotInSuperSlab(slot);
            boolean idle = space.isUnused(superSlab.index())
                    || pool.slots().cache().holds(superSlab.index())
                    || superSlab.index() == 0
                    || superSlab.index() == space.superSlabCount() - 1;
            boolean free = (superSlab.freeSlots() >>> number & 1) != 0;
            SlotOwner owner = space.ownerOf(slot);
            if (owner instanceof Run run) {
                inRuns.set(slot, slot + (int) (run.bytes() >>> 16));
            }
            int uses = (free ? 1 : 0)
                    + (owner instanceof Slab || owner instanceof PageSlab ? 1 : 0)
                    + (inRuns.get(slot) ? 1 : 0)
                    + (heldSlots.get(slot) ? 1 : 0);
            if (uses != (idle ? 0 : 1)) {
                throw new AssertionError("I5: slot " + slot + " has " + uses + " uses, idle is " + idle);
            }
            someFree |= free;
            dirtyPages += Long.bitCount(superSlab.dirtyPages(number));
        }
        long committed = pool.slots().commitment().committedBytes();
        if (pool.slots().commitment().peakBytes()
                > pool.slots().commitment().limits().hardBytes()) {
            throw new AssertionError("I8: more was committed than the budget allows");
        }
        if (committed != dirtyPages * RESERVATION.pageBytes()) {
            throw new AssertionError("I8: committed is " + committed + ", dirty are " + dirtyPages + " pages");
        }
        int found = pool.slots().takeRun(1);
        if (someFree != found >= 0) {
            throw new AssertionError("R4: nobody finds the free slots");
        }
        if (found >= 0) {
            space.superSlabOfSlot(found).ownedToFreeBacked(space.slotInSuperSlab(found), 1);
        }
    }

    private long parked() {
        Set<Long> parked = new HashSet<>();
        parks.forEach(visitor -> visitor.accept(address -> {
            if (!parked.add(address) || ledger.containsKey(address)) {
                throw new AssertionError("I1: parked and owned, or parked twice: 0x" + Long.toHexString(address));
            }
        }));
        return parked.size();
    }

    private long takenBlocks(Slab slab) {
        long taken = 0;
        for (int block = 0; block < slab.capacity(); block++) {
            taken += slab.isFree(block) || isWild(slab, block) ? 0 : 1;
        }
        return taken;
    }

    private boolean isWild(Slab slab, int block) {
        return wild.contains(slab.base() + (long) block * slab.blockBytes());
    }

    /// The slab that a live block lies in.
    Slab slabAt(long address) {
        return (Slab) Objects.requireNonNull(space.ownerOf((int) ((address - RESERVATION.base()) >>> 16)), "a slab");
    }

    private void checkOwned(long address, String who) {
        int slot = (int) ((address - RESERVATION.base()) >>> 16);
        boolean taken = space.ownerOf(slot) instanceof Slab slab
                && slab.isBlock(slab.blockAt((int) (address - slab.base())))
                && !slab.isFree(slab.blockAt((int) (address - slab.base())));
        if (!taken) {
            throw new AssertionError("I1: " + who + " owns 0x" + Long.toHexString(address) + ", but it is free");
        }
        int offset = (int) ((address - RESERVATION.base()) & 0xffff);
        long dirty = space.superSlabOfSlot(slot).dirtyPages(space.slotInSuperSlab(slot));
        if (((dirty >>> (offset / RESERVATION.pageBytes())) & 1) == 0) {
            throw new AssertionError(
                    "I7: " + who + " owns 0x" + Long.toHexString(address) + " on a page that is clean");
        }
    }

    /// I4: only a wrong free can set a bit in a dead life.
    private void checkDead(Slab slab) {
        for (int block = 0; block < slab.capacity(); block++) {
            if (slab.isFree(block) && !isWild(slab, block)) {
                throw new AssertionError("I4: a retired slab has set bits");
            }
        }
    }

    /// I3: a slab with enough set bits is listed, or leased by a heap that knows of it.
    private void checkFindable(Slab slab) {
        boolean enough = false;
        for (int word = 0; word < slab.wordCount(); word++) {
            enough |= Long.bitCount(slab.freeBits(word)) * 4 >= Long.bitCount(slab.fullWord(word));
        }
        long lease = slab.leaseVolatile();
        if (enough && lease == Slab.NOBODY && !pool.isPartial(slab)) {
            throw new AssertionError("I3: slab in slot " + slab.slotIndex() + " is neither leased nor listed");
        }
        if (lease != Slab.NOBODY && !hasHeaps && leases.getOrDefault(slab, lease - 1) != lease) {
            throw new AssertionError("I3: slab in slot " + slab.slotIndex() + " is leased, but no heap knows of it");
        }
    }

    /// Watches that a slab that was retired stays without bits.
    void watch(Slab slab) {
        if (!dead.contains(slab) && space.ownerOf(slab.slotIndex()) != slab) {
            dead.add(slab);
        }
    }
}
