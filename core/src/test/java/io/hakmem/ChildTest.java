package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.os.FakePageSource;
import io.hakmem.pool.MemoryLimits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Named allocators on one reservation: each frees its own blocks only, and closing one loses nothing.
class ChildTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final long LIMIT = 8 * MEBIBYTE;

    private final FakePageSource source = new FakePageSource();
    private final Hakmem root = new Hakmem(
            source,
            TestHakmem.options()
                    .superSlabBytes((int) MEBIBYTE)
                    .reservationBytes(32 * MEBIBYTE)
                    .build(),
            new MemoryLimits(LIMIT, 0),
            null,
            new FakeClock());
    private final Hakmem child = root.child("child", 0);

    @AfterEach
    void validate() {
        List<Hakmem> family = new ArrayList<>(List.of(root, child));
        family.addAll(root.children());
        family.addAll(child.children());
        HeapValidator.assertValid(new LinkedHashSet<>(family));
        source.close();
    }

    private static long live(Hakmem hakmem) {
        return hakmem.stats().memory().liveBytes();
    }

    private static long committed(Hakmem hakmem) {
        return hakmem.stats().memory().committedBytes();
    }

    private static void inThread(Runnable body) {
        CompletableFuture.runAsync(body, Thread::startVirtualThread).join();
        TestHakmem.inThread(body);
    }

    @Test
    void child_ofAName_isFoundUnderIt() {
        assertThat(child.name()).isEqualTo("child");
        assertThat(root.children()).containsExactly(child);
        assertThat(child.children()).isEmpty();
        assertThat(child.stats().mapping()).isEqualTo(root.stats().mapping());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16, 8192, 9000, 40_000, 100_000, 3 << 20})
    void block_ofTheChild_isForeignToAllOthers(long bytes) {
        Hakmem other = root.child("other", 0);
        long address = child.allocate(bytes);
        for (Hakmem foreign : List.of(root, other)) {
            assertThatThrownBy(() -> foreign.free(address))
                    .isInstanceOf(InvalidFreeException.class)
                    .hasMessageContaining("of the allocator \"child\"");
            assertThatThrownBy(() -> foreign.free(address, bytes)).isInstanceOf(InvalidFreeException.class);
            assertThatThrownBy(() -> foreign.usableSize(address)).isInstanceOf(InvalidFreeException.class);
            assertThat(live(foreign)).isZero();
        }
        child.free(address);
        assertThat(live(child)).isZero();
    }

    @Test
    void blocks_ofAll_neverOverlap() {
        Random random = new Random(Seed.fresh());
        List<Hakmem> allocators = List.of(root, child, root.child("other", 0), child.child("grandchild", 0));
        record Block(Hakmem allocator, long address, long bytes) {}
        List<Block> blocks = new ArrayList<>();
        for (int step = 0; step < 3000; step++) {
            if (blocks.size() > 40 || (!blocks.isEmpty() && random.nextInt(3) == 0)) {
                Block block = blocks.remove(random.nextInt(blocks.size()));
                block.allocator.free(block.address);
            } else {
                Hakmem allocator = allocators.get(random.nextInt(allocators.size()));
                long bytes = 1L << random.nextInt(17);
                long address = allocator.allocate(bytes);
                for (Block block : blocks) {
                    assertThat(address + bytes <= block.address || block.address + block.bytes <= address)
                            .isTrue();
                }
                blocks.add(new Block(allocator, address, bytes));
            }
        }
        blocks.forEach(block -> block.allocator.free(block.address));
    }

    @Test
    void limit_ofTheChild_holdsForItAlone() {
        Hakmem small = root.child("small", MEBIBYTE);
        List<Long> blocks = FullAllocator.fill(small, 1000);
        assertThat(small.stats().memory().peakCommittedBytes()).isLessThanOrEqualTo(MEBIBYTE);
        assertThat(small.stats().limits().refusedByBudget()).isPositive();
        root.free(root.allocate(4 * MEBIBYTE));
        blocks.forEach(small::free);
    }

    @Test
    void limit_ofTheParent_countsItsChildren() {
        List<Long> blocks = FullAllocator.fill(child, 1000);
        assertThat(committed(root)).isEqualTo(committed(child)).isLessThanOrEqualTo(LIMIT);
        assertThat(child.stats().limits().refusedByProcess()).isPositive();
        assertThatThrownBy(() -> root.allocate(2 * MEBIBYTE)).isInstanceOf(NativeOutOfMemoryError.class);
        blocks.forEach(child::free);
        root.free(root.allocate(LIMIT - MEBIBYTE));
    }

    @Test
    void freeMemory_ofAParentAndOfSiblings_servesTheChild() {
        Hakmem other = root.child("other", 0);
        for (Hakmem first : List.of(root, other)) {
            FullAllocator.fill(first, 5000).forEach(first::free);
            child.free(child.allocate(LIMIT - MEBIBYTE));
        }
    }

    @Test
    void superSlabs_thatSiblingsKept_serveTheChild() {
        root.free(root.allocate(7 * MEBIBYTE));
        long address = child.allocate(7 * MEBIBYTE);
        root.free(root.allocate(100));
        child.free(address);
    }

    @Test
    void trim_ofTheParent_reachesTheChild() {
        child.free(child.allocate(MEBIBYTE));
        root.trim();
        assertThat(committed(child)).isZero();
    }

    @Test
    void flush_ofTheCallingThread_leavesNothingParked() {
        child.free(child.allocate(100));
        assertThat(child.stats().memory().parkedBytes()).isPositive();
        child.flush();
        assertThat(child.stats().memory().parkedBytes()).isZero();
    }

    @Test
    void close_withoutBlocks_givesAllBack() {
        long mostUnused = unused();
        inThread(() -> child.free(child.allocate(100)));
        child.free(child.allocate(100));
        child.free(child.allocate(100_000));
        child.free(child.allocate(3 * MEBIBYTE));
        child.close();
        assertThat(root.children()).isEmpty();
        assertThat(committed(root)).isZero();
        assertThat(unused()).isEqualTo(mostUnused);
        child.close();
    }

    private long unused() {
        long count = 0;
        for (int index = 0; index < root.space().superSlabCount(); index++) {
            count += root.space().isUnused(index) ? 1 : 0;
        }
        return count;
    }

    @Test
    void close_whatALivingThreadParks_givesAllBack() {
        try (LivingThread owner = new LivingThread()) {
            owner.run(() -> child.free(child.allocate(100)));
            child.close();
            assertThat(committed(root)).isZero();
            owner.run(() -> assertThatIllegalStateException().isThrownBy(() -> child.allocate(100)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 8192, 9000, 40_000, 100_000, 3 << 20})
    void close_withLiveBlocks_isRefusedWithTheirNumber(long bytes) {
        long first = child.allocate(bytes);
        long second = child.allocate(bytes);
        assertThatIllegalStateException()
                .isThrownBy(child::close)
                .withMessage("The allocator \"child\" has 2 live blocks of " + 2 * child.usableSize(first)
                        + " bytes: free them first.");
        child.free(second);
        child.free(child.allocate(MEBIBYTE));
        child.visitBlocks((address, length, mayBeParked) -> child.free(address));
        child.close();
        assertThat(committed(root)).isZero();
    }

    @Test
    void closed_everyCall_isRefused() {
        long address = child.allocate(100);
        HakmemHeap heap = child.heap();
        child.free(address);
        child.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> child.allocate(100))
                .withMessageContaining("\"child\" is closed");
        assertThatIllegalStateException().isThrownBy(() -> child.allocate(100_000));
        assertThatIllegalStateException().isThrownBy(() -> child.allocate(3 * MEBIBYTE));
        assertThatIllegalStateException().isThrownBy(() -> child.allocateBatch(16, new long[4], 0, 4));
        assertThatIllegalStateException().isThrownBy(() -> heap.allocate(100));
        assertThatIllegalStateException().isThrownBy(() -> child.child("grandchild", 0));
        assertThatThrownBy(() -> child.free(address)).isInstanceOf(InvalidFreeException.class);
        inThread(() -> assertThatIllegalStateException().isThrownBy(() -> child.allocate(100)));
        child.trim();
        child.flush();
    }

    @Test
    void superSlabs_ofAClosedChild_serveOthers() {
        List<Long> blocks = FullAllocator.fill(child, 1000);
        blocks.forEach(child::free);
        child.close();
        Hakmem next = root.child("child", 0);
        List<Long> again = FullAllocator.fill(next, 1000);
        assertThat(again).hasSameSizeAs(blocks);
        assertThatThrownBy(() -> child.free(again.getFirst())).isInstanceOf(InvalidFreeException.class);
        again.forEach(next::free);
    }

    @Test
    void close_withOpenChildren_isRefused() {
        Hakmem grandchild = child.child("grandchild", 0);
        assertThatIllegalStateException().isThrownBy(child::close).withMessageContaining("[grandchild]");
        grandchild.close();
        child.close();
    }

    @Test
    void close_ofTheRoot_isRefused() {
        assertThatThrownBy(root::close).isInstanceOf(UnsupportedOperationException.class);
        root.free(root.allocate(1));
    }

    @Test
    void child_ofABadNameOrLimit_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root.child(" ", 0))
                .withMessageContaining("\" \"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root.child("child", 0))
                .withMessageContaining("already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root.child("small", 1000))
                .withMessageContaining("limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root.child("none", -1))
                .withMessageContaining("limit");
        assertThat(root.children()).containsExactly(child);
    }
}
