package io.hakmem.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Rivals;
import io.hakmem.Seed;
import io.hakmem.memory.NativeMemory;
import io.hakmem.os.FakePageSource.Call;
import io.hakmem.os.PageSource;
import io.hakmem.pool.Stage;
import io.hakmem.pool.TestPool;
import io.hakmem.size.SizeClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks around the borders of slots and SuperSlabs, and that all memory comes back.
final class RunAllocatorTest {
    private static final int SLOT = SizeClasses.SLAB_BYTES;
    private static final int SUPER_SLAB = TestPool.SUPER_SLAB_BYTES;
    private static final long RESERVATION = (long) TestPool.SUPER_SLABS * SUPER_SLAB;
    private static final int PAGE = PageSource.ofThisMachine().pageBytes();
    private static final int EAGAIN = 11;

    private final TestPool test = new TestPool();
    private final RunAllocator runs = new RunAllocator(test.space, test.pool, test.counters, () -> {}, () -> {});
    private final List<Block> live = new ArrayList<>();

    /// A block and its usable length.
    private record Block(long base, long bytes) {}

    @AfterEach
    void allMemoryComesBack() {
        test.source.allowAll();
        live.forEach(this::free);
        test.slots.evictAll();
        int unused = test.unused();
        long committed = test.committedBytes();
        boolean valid = test.isValid();
        test.close();
        assertThat(unused).as("unused SuperSlabs").isEqualTo(TestPool.USABLE);
        assertThat(committed).as("committed bytes").isZero();
        assertThat(valid).as("bitmaps, tables and commitment agree").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                SizeClasses.LARGEST_BYTES + 1,
                SLOT - 1,
                SLOT,
                SLOT + 1,
                SUPER_SLAB - SLOT,
                SUPER_SLAB - 1,
                SUPER_SLAB,
                SUPER_SLAB + 1,
                2 * SUPER_SLAB,
                2 * SUPER_SLAB + 1
            })
    void allocate_aroundABorder_roundsUpToPages(int bytes) {
        assertThat(allocate(bytes).bytes()).isEqualTo((bytes + PAGE - 1) / PAGE * (long) PAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {SLOT, SLOT + 1, SUPER_SLAB, SUPER_SLAB + 1, 3 * SUPER_SLAB})
    void allocate_aroundABorder_canBeWrittenToTheLastByte(int bytes) {
        Block run = allocate(bytes);
        NativeMemory.setLong(run.base(), 1);
        NativeMemory.setLong(run.base() + run.bytes() - Long.BYTES, 2);
        assertThat(NativeMemory.getLong(run.base()) + NativeMemory.getLong(run.base() + run.bytes() - Long.BYTES))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {SLOT, SLOT + 1, SUPER_SLAB, SUPER_SLAB + 1})
    void allocate_aroundABorder_commitsItsPages(int bytes) {
        Block run = allocate(bytes);
        assertThat(test.committedBytes()).isEqualTo(run.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {2 * SLOT, SUPER_SLAB, SUPER_SLAB + 1})
    void allocate_anyLength_isNamedAtItsFirstSlotOnly(int bytes) {
        Block run = allocate(bytes);
        for (int slot = slotOf(run) + 1; slot < slotOf(run) + run.bytes() / SLOT; slot++) {
            assertThat(test.space.ownerOf(slot)).as("slot %d", slot).isNull();
        }
    }

    @Test
    void allocate_upToASuperSlab_staysInOne() {
        allocate(SLOT);
        Block run = allocate(SUPER_SLAB);
        assertThat(test.space.slotInSuperSlab(slotOf(run))).isZero();
    }

    @Test
    void allocate_aboveASuperSlab_beginsAtOne() {
        allocate(SLOT);
        Block run = allocate(SUPER_SLAB + 1);
        assertThat(test.space.slotInSuperSlab(slotOf(run))).isZero();
    }

    @Test
    void allocate_several_doNotOverlap() {
        Block low = allocate(3 * SLOT);
        Block high = allocate(3 * SLOT);
        assertThat(Math.abs(high.base() - low.base())).isGreaterThanOrEqualTo(3 * SLOT);
    }

    @Test
    void allocate_theLastSuperSlabOfALargeRun_servesOthersBehindIt() {
        Block large = allocate(SUPER_SLAB + SLOT + 1);
        Block next = allocate(SLOT);
        assertThat(next.base()).isEqualTo(large.base() + SUPER_SLAB + 2 * SLOT);
    }

    @Test
    void allocate_allThatIsUsable_succeeds() {
        assertThat(allocate((long) TestPool.USABLE * SUPER_SLAB).bytes())
                .isEqualTo((long) TestPool.USABLE * SUPER_SLAB);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {(long) TestPool.USABLE * SUPER_SLAB + 1, RESERVATION, RESERVATION + 1, 1L << 47, Long.MAX_VALUE})
    void allocate_tooLarge_isZero(long bytes) {
        assertThat(runs.allocate(bytes, 16)).isZero();
    }

    @Test
    void allocate_theReservationIsUsedUp_isZero() {
        for (int i = 0; i < TestPool.USABLE; i++) {
            allocate(SUPER_SLAB);
        }
        assertThat(runs.allocate(SLOT, 16)).isZero();
    }

    @Test
    void allocate_afterARefusedOne_succeedsWithLess() {
        runs.allocate(RESERVATION, 16);
        assertThat(allocate(SLOT).bytes()).isEqualTo(SLOT);
    }

    @Test
    void allocate_cachedSuperSlabsInTheWay_evictsThem() {
        for (int i = 0; i < TestPool.USABLE; i++) {
            allocate(SUPER_SLAB);
        }
        live.forEach(this::free);
        live.clear();
        assertThat(slotOf(allocate((long) TestPool.USABLE * SUPER_SLAB))).isEqualTo(TestPool.SLOTS);
    }

    @Test
    void allocate_aCachedSuperSlab_isUsedBeforeTheReservation() {
        free(allocate(SUPER_SLAB));
        live.clear();
        allocate(SUPER_SLAB);
        assertThat(test.counters.hits(Stage.CACHED_SUPER_SLAB)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {SLOT, SUPER_SLAB, SUPER_SLAB + 1})
    void free_once_succeeds(int bytes) {
        assertThat(free(allocate(bytes))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {SLOT, SUPER_SLAB, SUPER_SLAB + 1})
    void free_twice_failsTheSecondTime(int bytes) {
        Block run = allocate(bytes);
        free(run);
        assertThat(free(run)).isFalse();
    }

    @Test
    void free_byRivals_isDoneByOne() {
        AtomicInteger freed = new AtomicInteger();
        Block[] run = {allocate(SLOT)};
        Rivals.rounds(3, 500, (rival, round) -> freed.addAndGet(free(run[0]) ? 1 : 0), round -> {
            assertThat(freed.getAndSet(0)).as("round %d", round).isEqualTo(1);
            live.clear();
            run[0] = allocate(SLOT);
        });
    }

    @Test
    void free_aLargeRunWhosePurgeIsRefused_canBeUsedAgain() {
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        free(allocate(2 * SUPER_SLAB));
        for (int i = 0; i < TestPool.USABLE; i++) {
            allocate(SUPER_SLAB);
        }
        assertThat(test.unused()).isZero();
    }

    @Test
    void allocateAndFree_anyScript_neverOverlap() {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        for (int step = 0; step < 2_000; step++) {
            if (random.nextBoolean() || live.isEmpty()) {
                long address =
                        runs.allocate(1 + random.nextInt(random.nextInt(4) == 0 ? 3 * SUPER_SLAB : 4 * SLOT), 16);
                if (address != 0) {
                    remember(address);
                    Block fresh = live.getLast();
                    assertThat(live.subList(0, live.size() - 1))
                            .as("seed %d, step %d", seed, step)
                            .noneMatch(run -> run.base() < fresh.base() + fresh.bytes()
                                    && fresh.base() < run.base() + run.bytes());
                }
            } else {
                Block run = live.remove(random.nextInt(live.size()));
                assertThat(free(run)).as("seed %d, step %d", seed, step).isTrue();
            }
        }
    }

    @Test
    void allocateAndFree_byRivals_keepTheirContent() {
        long seed = Seed.fresh();
        Rivals.race(3, rival -> {
            Random random = new Random(seed + rival);
            for (int step = 0; step < 300; step++) {
                long address =
                        runs.allocate(1 + random.nextInt(random.nextInt(8) == 0 ? 2 * SUPER_SLAB : 4 * SLOT), 16);
                if (address != 0) {
                    NativeMemory.setLong(address, rival);
                    Thread.onSpinWait();
                    assertThat(NativeMemory.getLong(address))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(rival);
                    assertThat(free(blockAt(address)))
                            .as("seed %d, step %d", seed, step)
                            .isTrue();
                }
            }
        });
    }

    // ---- pages ----

    @Test
    void allocate_lessThanASlot_sharesASlot() {
        Block low = allocate(3L * PAGE);
        Block high = allocate(3L * PAGE);
        assertThat(high.base()).isEqualTo(low.base() + 3L * PAGE);
    }

    @Test
    void allocate_lessThanASlot_takesTheShortestSufficientHole() {
        allocate(4L * PAGE);
        Block three = allocate(3L * PAGE);
        allocate(9L * PAGE);
        allocate(12L * PAGE); // leaves four pages
        free(three);
        assertThat(allocate(3L * PAGE).base()).isEqualTo(three.base());
    }

    @Test
    void allocate_behindTheTailOfARun_usesItsSlot() {
        Block run = allocate(2 * SLOT + PAGE);
        assertThat(allocate(3L * PAGE).base()).isEqualTo(run.base() + run.bytes());
    }

    @Test
    void free_theTailSharesItsSlot_leavesTheOther() {
        Block run = allocate(2 * SLOT + PAGE);
        Block other = allocate(3L * PAGE);
        live.remove(run);
        assertThat(free(run)).isTrue();
        assertThat(runs.usableBytes(other.base())).isEqualTo(3L * PAGE);
        assertThat(allocate(2 * SLOT + PAGE).base()).isEqualTo(run.base());
    }

    @Test
    void free_aBlockOfPagesByRivals_isDoneByOne() {
        AtomicInteger freed = new AtomicInteger();
        allocate(PAGE);
        Block[] block = {allocate(3L * PAGE)};
        Rivals.rounds(3, 500, (rival, round) -> freed.addAndGet(free(block[0]) ? 1 : 0), round -> {
            assertThat(freed.getAndSet(0)).as("round %d", round).isEqualTo(1);
            live.removeLast();
            block[0] = allocate(3L * PAGE);
        });
    }

    @Test
    void free_wrongAddresses_tellsWhatIsWrong() {
        Block first = allocate(3L * PAGE);
        Block second = allocate(3L * PAGE);
        Block run = allocate(2 * SLOT + PAGE);
        live.remove(second);
        free(second);
        assertThat(runs.free(16)).isEqualTo(Refusal.FOREIGN);
        assertThat(runs.free(first.base() + PAGE)).isEqualTo(Refusal.INTERIOR);
        assertThat(runs.free(first.base() + 8)).isEqualTo(Refusal.INTERIOR);
        assertThat(runs.free(run.base() + PAGE)).isEqualTo(Refusal.INTERIOR);
        assertThat(runs.free(run.base() + SLOT)).isEqualTo(Refusal.NOT_ALLOCATED);
        assertThat(runs.free(run.base() + 2 * SLOT)).isEqualTo(Refusal.INTERIOR);
        assertThat(runs.free(second.base())).isEqualTo(Refusal.ALREADY_FREE);
        assertThat(runs.free(second.base() + 8)).isEqualTo(Refusal.NOT_ALLOCATED);
        assertThat(runs.free(run.base() + 8 * SLOT)).isEqualTo(Refusal.NOT_ALLOCATED);
    }

    @Test
    void visitBlocks_anyBlocks_visitsEachOnce() {
        for (int pages : new int[] {1, 3, 15, 16, 17, 33, 300}) {
            allocate((long) pages * PAGE);
        }
        List<Block> visited = new ArrayList<>();
        for (int slot = 0; slot <= test.slots.highestUsedSlot(); slot++) {
            runs.visitBlocks(slot, (address, bytes) -> visited.add(new Block(address, bytes)));
        }
        assertThat(visited).containsExactlyInAnyOrderElementsOf(live);
    }

    @Test
    void purgeFreePages_betweenBlocks_givesThemBack() {
        Block first = allocate(3L * PAGE);
        Block second = allocate(3L * PAGE);
        allocate(3L * PAGE);
        NativeMemory.setLong(second.base(), 1);
        NativeMemory.setLong(first.base(), 2);
        live.remove(second);
        free(second);
        test.pool.freePages().purge();
        assertThat(test.committedBytes()).isEqualTo(6L * PAGE);
        assertThat(NativeMemory.getLong(first.base())).isEqualTo(2);
        assertThat(NativeMemory.getLong(second.base())).isZero();
        assertThat(allocate(3L * PAGE).base()).isEqualTo(second.base());
    }

    @Test
    void purgeFreePages_refused_losesNoPage() {
        allocate(3L * PAGE);
        Block second = allocate(3L * PAGE);
        live.remove(second);
        free(second);
        test.source.refuse(Call.PURGE, 0, EAGAIN);
        test.pool.freePages().purge();
        assertThat(test.committedBytes()).isEqualTo(6L * PAGE);
        assertThat(allocate(13L * PAGE).base()).isEqualTo(second.base());
    }

    // ---- alignment ----

    @Test
    void allocate_anyAlignment_isAligned() {
        for (int shift = 4; shift <= 23; shift++) {
            for (int bytes : new int[] {1, PAGE, 3 * PAGE, SLOT, SLOT + 1, SUPER_SLAB, SUPER_SLAB + 1}) {
                long address = runs.allocate(bytes, 1L << shift);
                boolean mustFit = shift <= 22 && bytes <= SUPER_SLAB;
                assertThat(address != 0 || !mustFit)
                        .as("%d bytes at 2^%d", bytes, shift)
                        .isTrue();
                assertThat(address & (1L << shift) - 1)
                        .as("%d bytes at 2^%d", bytes, shift)
                        .isZero();
                if (address != 0) {
                    assertThat(runs.usableBytes(address)).isEqualTo((bytes + PAGE - 1) / PAGE * (long) PAGE);
                    assertThat(runs.free(address)).isNull();
                }
            }
        }
    }

    @Test
    void allocate_alignedInASharedSlot_leavesTheHoleToOthers() {
        Block first = allocate(PAGE);
        long aligned = runs.allocate(2L * PAGE, 8L * PAGE);
        remember(aligned);
        assertThat(aligned).isEqualTo(first.base() + 8L * PAGE);
        assertThat(allocate(7L * PAGE).base()).isEqualTo(first.base() + PAGE);
    }

    @Test
    void allocate_anUnalignedHoleIsFree_growsAllTheSame() {
        allocate(SLOT);
        long aligned = runs.allocate(SLOT, SUPER_SLAB);
        remember(aligned);
        assertThat(aligned % SUPER_SLAB).isZero();
    }

    // ---- zeroed ----

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 17, 40, 256, 300, 600})
    void allocateZeroed_afterDirtyReuse_isZero(int pages) {
        for (int round = 0; round < 2; round++) {
            long address = runs.allocateZeroed((long) pages * PAGE, 16);
            for (long at = address; at < address + (long) pages * PAGE; at += Long.BYTES) {
                assertThat(NativeMemory.getLong(at)).isZero();
                NativeMemory.setLong(at, -1);
            }
            assertThat(runs.free(address)).isNull();
        }
    }

    // ---- the cache ----

    @Test
    void allocate_afterALargeFree_usesItsWarmPages() {
        Block large = allocate(3 * SUPER_SLAB);
        free(large);
        live.clear();
        long committed = test.committedBytes();
        assertThat(allocate(2 * SUPER_SLAB).base()).isEqualTo(large.base());
        assertThat(test.committedBytes()).isEqualTo(committed).isEqualTo(3L * SUPER_SLAB);
    }

    private boolean free(Block run) {
        return runs.free(run.base()) == null;
    }

    private Block allocate(long bytes) {
        long address = runs.allocate(bytes, 16);
        assertThat(address).as("%d bytes", bytes).isNotZero();
        remember(address);
        return live.getLast();
    }

    private void remember(long address) {
        live.add(blockAt(address));
    }

    private Block blockAt(long address) {
        return new Block(address, runs.usableBytes(address));
    }

    private int slotOf(Block block) {
        return (int) ((block.base() - test.space.reservation().base()) >>> SizeClasses.SLAB_SHIFT);
    }
}
