package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Live = Σ allocated − Σ freed, exactly, whoever frees whose blocks; and what is emptied that way serves any class, so
/// that no further SuperSlab is needed.
class AccountingTest {
    private static final int BLOCK_BYTES = 64;
    private static final int OTHER_BYTES = 1000;
    private static final int SLAB_BYTES = 65_536;

    /// More than three SuperSlabs full.
    private static final int SLABS = 100;

    /// What a thread that sleeps may pin: the slab it leases, and those of the blocks in its bin.
    private static final int PINNED_SLABS = 4;

    /// One, and some more for the moments in which a dead thread is collected, but that is not known yet.
    private static final int MOST_HEAPS = 8;

    /// A multiple of the entries of any table of heaps.
    private static final long TABLE_ENTRIES = 1 << 16;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private final Set<Long> held = new HashSet<>();
    private long heldBytes;

    @AfterEach
    void live_atRest_isAllocatedMinusFreed() {
        assertExact();
    }

    private List<Long> allocate(int count, int bytes) {
        List<Long> blocks = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            long address = test.hakmem().allocate(bytes);
            blocks.add(address);
            held.add(address);
            heldBytes += test.hakmem().usableSize(address);
        }
        return blocks;
    }

    private Void free(List<Long> blocks) {
        for (long address : blocks) {
            held.remove(address);
            heldBytes -= test.hakmem().usableSize(address);
            test.hakmem().free(address);
        }
        return null;
    }

    private void assertExact() {
        assertThat(test.hakmem().stats().memory().liveBytes()).isEqualTo(heldBytes);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEqualTo(held);
    }

    private List<Long> fillSlabs() {
        return allocate(SLABS * SLAB_BYTES / BLOCK_BYTES, BLOCK_BYTES);
    }

    /// In a thread of its own: as many slabs of another class as were emptied.
    private void assertEmptiedSlabsServeAnotherClass() {
        assertExact();
        long superSlabs = test.hits("newSuperSlab");
        long reused = test.hakmem().stats().slabs().reusedAcrossClasses();
        TestHakmem.inThread(() -> allocate((SLABS - PINNED_SLABS) * (SLAB_BYTES / OTHER_BYTES), OTHER_BYTES));
        assertThat(test.hits("newSuperSlab")).isEqualTo(superSlabs);
        assertThat(test.hakmem().stats().slabs().reusedAcrossClasses()).isGreaterThan(reused + SLABS / 2);
    }

    @Test
    void freeingThread_thatNeverAllocates_emptiesSlabsForAnyClass() {
        try (LivingThread owner = new LivingThread();
                LivingThread freer = new LivingThread()) {
            List<Long> blocks = owner.call(this::fillSlabs);
            freer.call(() -> free(blocks));
            assertEmptiedSlabsServeAnotherClass();
        }
    }

    @Test
    void freeingThread_thatNeverAllocates_inRoundsOfManySizes_needsNoFurtherSuperSlab() {
        try (LivingThread owner = new LivingThread();
                LivingThread freer = new LivingThread()) {
            for (int round = 0; round < 30; round++) {
                int bytes = BLOCK_BYTES << round % 3;
                List<Long> blocks = owner.call(() -> allocate(SLABS * SLAB_BYTES / bytes, bytes));
                freer.call(() -> free(blocks));
                assertExact();
            }
        }
        assertThat(test.hits("newSuperSlab")).isLessThanOrEqualTo(SLABS / 32 + 2);
    }

    @Test
    void freeingThread_virtual_emptiesSlabsForAnyClass() {
        try (LivingThread owner = new LivingThread()) {
            List<Long> blocks = owner.call(this::fillSlabs);
            TestHakmem.inVirtualThread(() -> free(blocks));
            assertEmptiedSlabsServeAnotherClass();
        }
    }

    @Test
    void allocatingThread_asleepForEver_emptiedSlabsServeAnyClass() {
        try (LivingThread sleeper = new LivingThread()) {
            List<Long> blocks = sleeper.call(this::fillSlabs);
            free(blocks);
            assertEmptiedSlabsServeAnotherClass();
        }
    }

    @Test
    void allocatingThread_dead_emptiedSlabsServeAnyClass() {
        List<Long> blocks = new ArrayList<>();
        TestHakmem.inThread(() -> blocks.addAll(fillSlabs()));
        free(blocks);
        assertEmptiedSlabsServeAnotherClass();
    }

    @Test
    void freeingThread_deadWithAFullBuffer_losesNothing() {
        try (LivingThread owner = new LivingThread()) {
            List<Long> blocks = owner.call(() -> allocate(SLAB_BYTES / BLOCK_BYTES, BLOCK_BYTES));
            List<Long> most = ofOneWord(blocks).subList(0, 63);
            long parked = parkedBytes();
            TestHakmem.inThread(() -> free(most));
            assertExact();
            assertThat(parkedBytes() - parked).isEqualTo(63 * BLOCK_BYTES);
            test.hakmem().trim();
            assertThat(parkedBytes()).isEqualTo(parked);
            assertThat(owner.call(() -> allocate(63, BLOCK_BYTES))).containsExactlyInAnyOrderElementsOf(most);
        }
    }

    /// Blocks whose bits are one word of their slab: as many bytes from a multiple of that.
    private static List<Long> ofOneWord(List<Long> blocks) {
        long first = blocks.get(0) / (64 * BLOCK_BYTES);
        List<Long> word = blocks.stream()
                .filter(address -> address / (64 * BLOCK_BYTES) == first)
                .toList();
        assertThat(word).hasSize(64);
        return word;
    }

    private long parkedBytes() {
        return test.hakmem().stats().memory().parkedBytes();
    }

    @Test
    void tenThousandThreads_oneAfterAnotherWithoutExitHook_growNothing() {
        List<Long> last = new ArrayList<>();
        for (int life = 0; life < 10_000; life++) {
            int bytes = BLOCK_BYTES << life % 4;
            TestHakmem.inThread(() -> {
                List<Long> mine = allocate(10, bytes);
                free(last);
                last.clear();
                last.addAll(mine);
            });
        }
        assertThat(test.heaps().count()).isLessThanOrEqualTo(MOST_HEAPS);
        assertThat(test.hits("newSuperSlab")).isOne();
        assertThat(test.hakmem().stats().slabs().born()).isLessThanOrEqualTo(4 * MOST_HEAPS);
    }

    @Test
    void livingThreads_onOneEntryOfTheTableOfHeaps_keepAHeapEach() {
        try (LivingThread one = new LivingThread();
                LivingThread other = new LivingThread(collidingWith(one))) {
            List<Long> ofOther = List.of();
            for (int round = 0; round < 100; round++) {
                List<Long> before = ofOther;
                List<Long> ofOne = one.call(() -> allocate(100, BLOCK_BYTES));
                one.call(() -> free(before));
                ofOther = other.call(() -> allocate(100, BLOCK_BYTES));
                other.call(() -> free(ofOne));
                assertExact();
            }
        }
        assertThat(test.heaps().count()).isEqualTo(2);
        assertThat(test.hits("newSuperSlab")).isOne();
    }

    /// Makes a thread whose id has the low bits of another's.
    private static ThreadFactory collidingWith(LivingThread other) {
        long id = other.call(() -> Thread.currentThread().threadId());
        return body -> {
            Thread thread = Thread.ofPlatform().unstarted(body);
            while ((thread.threadId() - id) % TABLE_ENTRIES != 0) {
                thread = Thread.ofPlatform().unstarted(body);
            }
            return thread;
        };
    }
}
