package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.size.SizeClasses;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.PageSlab;
import io.hakmem.slab.Run;
import io.hakmem.slab.Slab;
import io.hakmem.slab.SlotOwner;
import io.hakmem.slab.SuperSlab;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Walks a whole allocator at rest and checks the invariants I1–I10 of ARCHITECTURE.md. Runs after every test.
public final class HeapValidator {
    private static final int MOST_VIOLATIONS = 20;

    private final Hakmem hakmem;
    private final LongPredicate wasWritten;
    private final AddressSpace space;
    private final List<Hakmem> relatives;
    private final List<String> violations = new ArrayList<>();
    private final Set<Long> parked = new HashSet<>();
    private final Set<Integer> full = new HashSet<>();
    private final Map<Integer, Run> runOfSlot = new HashMap<>();

    private HeapValidator(Hakmem hakmem, List<Hakmem> relatives, LongPredicate wasWritten) {
        this.hakmem = hakmem;
        this.wasWritten = wasWritten;
        this.space = hakmem.space();
        this.relatives = relatives;
    }

    /// Fails with every violation found. Nobody may use the allocator meanwhile.
    public static void assertValid(Hakmem hakmem) {
        assertThat(violations(hakmem)).as("violated invariants").isEmpty();
    }

    /// The violations found, at most twenty.
    public static List<String> violations(Hakmem hakmem) {
        return violations(hakmem, page -> true);
    }

    /// The violations found, at most twenty.
    ///
    /// @param wasWritten whether somebody ever wrote to the page at an address: others are zero, and not read, since
    ///     that would cost a page fault each
    public static List<String> violations(Hakmem hakmem, LongPredicate wasWritten) {
        return violations(hakmem, List.of(), wasWritten);
    }

    /// As [#assertValid(Hakmem)] of each, where all share one reservation.
    public static void assertValid(Collection<Hakmem> family) {
        for (Hakmem hakmem : family) {
            List<Hakmem> relatives =
                    family.stream().filter(other -> other != hakmem).toList();
            assertThat(violations(hakmem, relatives, page -> true))
                    .as("violated invariants of %s", hakmem.name())
                    .isEmpty();
        }
    }

    private static List<String> violations(Hakmem hakmem, List<Hakmem> relatives, LongPredicate wasWritten) {
        HeapValidator validator = new HeapValidator(hakmem, relatives, wasWritten);
        validator.walk();
        return List.copyOf(validator.violations);
    }

    /// Addresses of all blocks that are live: taken, in no bin and in no buffer.
    public static Set<Long> liveBlocks(Hakmem hakmem) {
        HeapValidator validator = new HeapValidator(hakmem, List.of(), page -> true);
        validator.collectParked();
        Set<Long> live = new HashSet<>();
        int last = hakmem.pool().slots().highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            SlotOwner owner = hakmem.space().ownerOf(slot);
            hakmem.runs().visitBlocks(slot, (address, bytes) -> live.add(address));
            CoalescedSlab coalesced = hakmem.space().coalescedAt(slot);
            for (int block = 0; owner instanceof Slab slab && block < slab.capacity(); block++) {
                long address = slab.base() + (long) block * slab.blockBytes();
                boolean inside = coalesced != null && coalesced.covers(block) && !coalesced.beginsAt(block);
                if (!slab.isFree(block) && !inside && !validator.parked.contains(address)) {
                    live.add(address);
                }
            }
        }
        return live;
    }

    /// Whether a block waits in some bin or buffer.
    public static boolean isParked(Hakmem hakmem, long address) {
        boolean[] parked = {false};
        hakmem.heaps().visit(heap -> heap.visitParked(next -> parked[0] |= next == address));
        return parked[0];
    }

    /// Whether a block waits in some bin or buffer, and bears the mark of a freed block.
    public static boolean isMarked(Hakmem hakmem, long address) {
        long offset = address - hakmem.space().reservation().base();
        int slot = (int) (offset >>> SizeClasses.SLAB_SHIFT);
        CoalescedSlab coalesced = hakmem.space().coalescedAt(slot);
        return (hakmem.space().ownerOf(slot) instanceof Slab slab
                        && hakmem.heaps().isParked(slab.sizeClass(), offset))
                || (coalesced != null && hakmem.heaps().isParked(coalesced.sizeClass(), offset));
    }

    /// What lives in the slot of an address of the reservation: another object in each life.
    public static @Nullable Object lifeAt(Hakmem hakmem, long address) {
        long offset = address - hakmem.space().reservation().base();
        return hakmem.space().ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT));
    }

    /// Whether there are enough adjacent slots that nobody has, or SuperSlabs, for a request of `bytes` bytes.
    public static boolean hasRoom(Hakmem hakmem, long bytes) {
        AddressSpace space = hakmem.space();
        long slots = Math.max(1, (bytes + SizeClasses.SLAB_BYTES - 1) / SizeClasses.SLAB_BYTES);
        boolean whole = slots > space.slotsPerSuperSlab();
        long wanted = whole ? roundUp(slots, space.slotsPerSuperSlab()) : slots;
        long adjacent = 0;
        for (int slot = 0; slot < space.slotCount(); slot++) {
            SuperSlab superSlab = space.knownSuperSlab(slot / space.slotsPerSuperSlab());
            boolean idle = space.isUnused(slot / space.slotsPerSuperSlab())
                    || hakmem.pool().slots().cache().holds(slot / space.slotsPerSuperSlab());
            long freeSlots = superSlab == null ? 0 : superSlab.freeSlots();
            boolean free = whole
                    ? Long.bitCount(freeSlots) == space.slotsPerSuperSlab()
                    : (freeSlots >>> space.slotInSuperSlab(slot) & 1) != 0;
            boolean goesOn = whole || space.slotInSuperSlab(slot) != 0;
            adjacent = idle || free ? (goesOn ? adjacent + 1 : 1) : 0;
            if (adjacent >= wanted) {
                return true;
            }
        }
        return false;
    }

    private void walk() {
        collectParked();
        collectRuns();
        long dirtyPages = 0;
        for (int index = 0; index < space.superSlabCount(); index++) {
            SuperSlab superSlab = space.knownSuperSlab(index);
            if (superSlab != null) {
                dirtyPages += walk(superSlab);
            }
        }
        long committed = committedBytes(hakmem);
        for (Hakmem child : hakmem.children()) {
            committed -= committedBytes(child);
        }
        check(
                committed == dirtyPages * space.reservation().pageBytes(),
                "I8: committed is " + committed + " bytes, but " + dirtyPages + " pages are dirty");
        long limit = hakmem.pool().slots().commitment().limits().hardBytes();
        long peak = hakmem.pool().slots().commitment().peakBytes();
        check(peak <= limit, "I8: committed was " + peak + " bytes, but the budget is " + limit);
        checkTotals();
        check(space.isValid(), "R2: an unused SuperSlab has free slots or dirty pages, or its summary is wrong");
        check(hakmem.pool().isValid(), "R4: a summary of a list hides a set bit");
    }

    private static long committedBytes(Hakmem hakmem) {
        return hakmem.pool().slots().commitment().committedBytes();
    }

    private void collectParked() {
        hakmem.heaps().visit(heap -> {
            boolean sound = heap.visitParked(address -> {
                if (!parked.add(address)) {
                    check(false, "I1: parked twice: " + hex(address));
                }
                Slab slab = slabAt(address);
                if (slab == null || slab.isFree(blockAt(slab, address))) {
                    check(false, "I1: parked, but its bit is set or nothing lives there: " + hex(address));
                }
                CoalescedSlab coalesced = slab == null ? null : space.coalescedAt(slab.slotIndex());
                int block = slab == null ? 0 : blockAt(slab, address);
                if (coalesced != null && coalesced.covers(block) && !coalesced.beginsAt(block)) {
                    check(false, "I6: parked, but inside of a block made of neighbours: " + hex(address));
                }
            });
            check(sound, "I1: a chain of heap " + heap.id() + " is broken");
        });
    }

    private void collectRuns() {
        int last = hakmem.pool().slots().highestUsedSlot();
        for (int slot = 0; slot <= last; slot++) {
            if (space.ownerOf(slot) instanceof Run run) {
                int end = slot + run.slotCount();
                check(run.slotIndex() == slot, "I5: slot " + slot + " names a run of slot " + run.slotIndex());
                for (int at = slot; at < end; at++) {
                    check(runOfSlot.put(at, run) == null, "I5: two runs cover slot " + at);
                    check(at == slot || space.ownerOf(at) == null, "I5: something lives inside of a run: slot " + at);
                }
                boolean tail = run.tailBytes() == 0 || space.ownerOf(end) instanceof PageSlab;
                check(tail, "I5: the tail of the run in slot " + slot + " lies in no slab of pages");
                checkDirty(run.base(), run.bytes());
            }
        }
    }

    private static long roundUp(long value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }

    /// The slab's pages are free, or of one block, or of the run that ends there; taken pages are dirty.
    private void walk(PageSlab slab) {
        check(slab.isValid(), "I2: slab of pages " + hex(slab.base()) + " has wild bits, or blocks that are free");
        Run before = runOfSlot.get(slab.slotIndex() - 1);
        int pageBytes = space.reservation().pageBytes();
        boolean endsHere = before != null && before.slotIndex() + before.slotCount() == slab.slotIndex();
        long tail = before != null && endsHere ? PageSlab.pages(0, before.tailBytes() / pageBytes) : 0;
        long blocks = slab.blockPages();
        check((tail & blocks) == 0, "I6: a block overlaps the tail of a run in " + hex(slab.base()));
        check(
                (tail | blocks) == (slab.allPages() & ~slab.freePages()),
                "I1: the pages taken of slab " + hex(slab.base()) + " are not those of its blocks");
        check(slab.freePages() != slab.allPages(), "R3: a slab of pages is full, but lives: " + hex(slab.base()));
        for (int page = 0; page < slab.pageCount(); page++) {
            checkDirty(slab.addressOf(page), (long) slab.lengthAt(page) * pageBytes);
        }
    }

    private void checkDirty(long address, long bytes) {
        int pageBytes = space.reservation().pageBytes();
        for (long at = address; at < address + bytes; at += pageBytes) {
            int slot = (int) ((at - space.reservation().base()) >>> SizeClasses.SLAB_SHIFT);
            long dirty = space.superSlabOfSlot(slot).dirtyPages(space.slotInSuperSlab(slot));
            int page = (int) (at - space.slotBase(slot)) / pageBytes;
            check((dirty >>> page & 1) != 0, "I7: page " + hex(at) + " is in a block, but not dirty");
        }
    }

    private long walk(SuperSlab superSlab) {
        boolean idle = isIdle(superSlab);
        if (isUsedByARelative(superSlab)) {
            check(superSlab.isBare() && !idle, "I5: two allocators have SuperSlab " + superSlab.index());
            return 0;
        }
        long dirtyPages = 0;
        for (int slot = 0; slot < superSlab.slotCount(); slot++) {
            int index = superSlab.firstSlotIndex() + slot;
            SlotOwner owner = space.ownerOf(index);
            boolean free = (superSlab.freeSlots() >>> slot & 1) != 0;
            boolean run = runOfSlot.containsKey(index);
            int uses = (free ? 1 : 0) + (owner != null && !(owner instanceof Run) ? 1 : 0) + (run ? 1 : 0);
            if (uses != (idle ? 0 : 1)) {
                check(false, "I5: slot " + index + " has " + uses + " uses, idle is " + idle);
            }
            if (owner instanceof Slab slab) {
                walk(slab);
            } else if (owner instanceof PageSlab slab) {
                walk(slab);
            }
            long dirty = superSlab.dirtyPages(slot);
            dirtyPages += Long.bitCount(dirty);
            checkCleanPagesReadZero(superSlab, slot, dirty);
        }
        return dirtyPages;
    }

    private boolean isIdle(SuperSlab superSlab) {
        return space.isUnused(superSlab.index())
                || hakmem.pool().slots().cache().holds(superSlab.index());
    }

    private boolean isUsedByARelative(SuperSlab superSlab) {
        return relatives.stream().anyMatch(relative -> {
            SuperSlab twin = relative.space().knownSuperSlab(superSlab.index());
            return twin != null
                    && (!twin.isBare() || relative.pool().slots().cache().holds(twin.index()));
        });
    }

    private void walk(Slab slab) {
        check(slab.isValid(), "I2: slab " + hex(slab.base()) + " has bits beyond its last block");
        check(!slab.isRetiring(), "R3: slab " + hex(slab.base()) + " is retiring, but lives");
        checkFindable(slab);
        CoalescedSlab coalesced = space.coalescedAt(slab.slotIndex());
        if (coalesced != null) {
            check(coalesced.slab() == slab, "I5: slot " + slab.slotIndex() + " names neighbours of another slab");
            check(coalesced.isValid(), "I6: blocks made of neighbours overlap, or are free, in " + hex(slab.base()));
        }
        SuperSlab superSlab = space.superSlabOfSlot(slab.slotIndex());
        long dirty = superSlab.dirtyPages(space.slotInSuperSlab(slab.slotIndex()));
        int pageBytes = space.reservation().pageBytes();
        BitSet dirtyPages = BitSet.valueOf(new long[] {dirty});
        for (int block = 0; block < slab.capacity(); block++) {
            int first = block * slab.blockBytes() / pageBytes;
            int last = ((block + 1) * slab.blockBytes() - 1) / pageBytes;
            if (!slab.isFree(block) && dirtyPages.nextClearBit(first) <= last) {
                check(false, "I7: a taken block of slab " + hex(slab.base()) + " lies on a page that is not dirty");
            }
        }
    }

    private void checkFindable(Slab slab) {
        boolean enough = false;
        for (int word = 0; word < slab.wordCount(); word++) {
            enough |= Long.bitCount(slab.freeBits(word)) * 4 >= Long.bitCount(slab.fullWord(word));
        }
        boolean found = slab.leaseVolatile() != Slab.NOBODY || hakmem.pool().isPartial(slab);
        check(found || !enough, "I3: slab " + hex(slab.base()) + " has many free blocks, but nobody would find it");
        boolean oneMore = slab.looksFull() && !full.add(slab.sizeClass());
        check(!oneMore, "I3: all blocks of slab " + hex(slab.base()) + " are free, and of another of its class");
    }

    private void checkCleanPagesReadZero(SuperSlab superSlab, int slot, long dirty) {
        int pageBytes = space.reservation().pageBytes();
        for (int page = 0; page < superSlab.pagesPerSlot(); page++) {
            long address = superSlab.base() + (long) slot * SizeClasses.SLAB_BYTES + (long) page * pageBytes;
            boolean clean = (dirty >>> page & 1) == 0;
            if (clean && wasWritten.test(address) && !readsZero(address, pageBytes)) {
                check(false, "I7: page " + hex(address) + " is not dirty, but does not read zero");
            }
        }
    }

    /// Whether each byte equals the one before it, and the first is zero: the library compares many at a time.
    public static boolean readsZero(long address, long bytes) {
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(bytes);
        return memory.get(ValueLayout.JAVA_BYTE, 0) == 0
                && MemorySegment.mismatch(memory, 1, bytes, memory, 0, bytes - 1) == -1;
    }

    private void checkTotals() {
        Stats stats = hakmem.stats();
        for (Stats.SizeClass sizeClass : stats.sizeClasses()) {
            long capacity = sizeClass.slabs() * (SizeClasses.SLAB_BYTES / sizeClass.blockBytes());
            long sum = sizeClass.live() + sizeClass.parked() + sizeClass.free() + sizeClass.lost() + sizeClass.lent();
            check(
                    sum == capacity + sizeClass.borrowed(),
                    "I9: " + sizeClass + " adds up to " + sum + ", capacity is " + capacity);
        }
        check(stats.mapping().count() == 1, "I10: there are " + stats.mapping().count() + " mappings");
    }

    private @Nullable Slab slabAt(long address) {
        long offset = address - space.reservation().base();
        return space.ownerOf((int) (offset >>> SizeClasses.SLAB_SHIFT)) instanceof Slab slab ? slab : null;
    }

    private static int blockAt(Slab slab, long address) {
        return (int) (address - slab.base()) / slab.blockBytes();
    }

    private void check(boolean holds, String violation) {
        if (!holds && violations.size() < MOST_VIOLATIONS) {
            violations.add(violation);
        }
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
