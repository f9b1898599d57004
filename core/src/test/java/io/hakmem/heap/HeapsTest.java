package io.hakmem.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.HeapValidator;
import io.hakmem.LivingThread;
import io.hakmem.Stats;
import io.hakmem.TestHakmem;
import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapsTest {
    private static final int BLOCK_BYTES = 64;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private List<Long> allocate(int count) {
        List<Long> blocks = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            blocks.add(test.hakmem().allocate(BLOCK_BYTES));
        }
        return blocks;
    }

    private void free(List<Long> blocks) {
        blocks.forEach(test.hakmem()::free);
    }

    private Stats.Frees frees() {
        return test.hakmem().stats().frees();
    }

    @Test
    void heapsOfDeadThreads_areTakenOverByNewOnes() {
        List<Thread> dead = new ArrayList<>(); // held, or the collector has a say in when they are known to be dead
        for (int life = 0; life < 200; life++) {
            TestHakmem.inThread(() -> {
                dead.add(Thread.currentThread());
                free(allocate(100));
            });
        }
        assertThat(test.hakmem().stats().superSlabs().peakActive()).isOne();
        assertThat(test.heaps().count()).isOne();
        assertThat(dead).hasSize(200);
    }

    @Test
    void threads_thatTakeFewBlocksOfAClass_shareASlab() {
        try (LivingThread first = new LivingThread();
                LivingThread second = new LivingThread()) {
            first.run(() -> allocate(3));
            second.run(() -> allocate(3));
            allocate(3);
        }
        assertThat(test.hakmem().stats().slabs().born()).isOne();
    }

    @Test
    void thread_thatTakesBlocksInBulk_leasesItsSlabs() {
        allocate(5000);
        assertThat(test.hakmem().stats().stages()).anySatisfy(stage -> {
            assertThat(stage.name()).isEqualTo("leased");
            assertThat(stage.hits()).isGreaterThan(5000 / 64 / 2);
        });
    }

    @Test
    void threadWhoseThreadLocalsAreCleared_keepsItsHeap() throws Exception {
        ThreadLocal<Boolean> marked = ThreadLocal.withInitial(() -> false);
        Map<Thread, Heap> heapOf = new ConcurrentHashMap<>();
        Set<Thread> others = ConcurrentHashMap.newKeySet();
        AtomicInteger cleared = new AtomicInteger();
        for (int round = 0; round < 200; round++) {
            inCommonPool(() -> {
                free(allocate(100));
                Heap heap = test.heaps().ofCurrentThread();
                Heap before = heapOf.put(Thread.currentThread(), heap);
                if (before != null) {
                    cleared.addAndGet(marked.get() ? 0 : 1);
                    if (before.id() != heap.id()) {
                        others.add(Thread.currentThread());
                    }
                }
                marked.set(true);
            });
        }
        assertThat(cleared).as("times that the JDK cleared them").hasPositiveValue();
        assertThat(others).as("threads that got another heap").isEmpty();
        assertThat(test.heaps().count()).isLessThanOrEqualTo(heapOf.size() + 1);
    }

    /// Runs it in a worker (who joins a task may run it himself, so nobody does) and waits until that one is parked:
    /// thread-locals are cleared on the way there, and a worker that finds its next task before keeps them.
    private static void inCommonPool(Runnable task) throws Exception {
        CompletableFuture<Thread> done = new CompletableFuture<>();
        ForkJoinPool.commonPool().execute(() -> {
            try {
                task.run();
                done.complete(Thread.currentThread());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        Thread worker = done.get(1, TimeUnit.MINUTES);
        while (worker.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
    }

    @Test
    void blocksOfALivingThread_freedByAnother_areRemote() {
        try (LivingThread owner = new LivingThread()) {
            free(owner.call(() -> allocate(1000)));
            assertThat(frees().remote()).isEqualTo(1000);
            assertThat(frees().local()).isZero();
        }
    }

    @Test
    void blocksOfADeadThread_freedByWhoTookItsHeapOver_areLocal() {
        List<Long> blocks = new ArrayList<>();
        TestHakmem.inThread(() -> blocks.addAll(allocate(1000)));
        free(blocks.subList(0, 50));
        assertThat(frees().local()).isEqualTo(50);
    }

    @Test
    void remoteFrees_intoOneWord_areOneBatch() {
        try (LivingThread owner = new LivingThread()) {
            List<Long> blocks = owner.call(() -> allocate(1024));
            blocks.sort(null);
            free(blocks);
            assertThat(frees().remoteBatches()).isLessThanOrEqualTo(1024 / 64 + 1);
        }
    }

    @Test
    void blocksOfTheOwnThread_areFreedLocally() {
        free(allocate(1000).subList(0, 50));
        assertThat(frees().local()).isEqualTo(50);
        assertThat(frees().remote()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blocksOfTheOwnThread_beyondTheBin_goByWholeWords(boolean inARow) {
        int count = 4 * BinBounds.DEFAULT.blocks();
        List<Long> blocks = allocate(count);
        if (!inARow) {
            Collections.shuffle(blocks, new Random(42));
        }
        free(blocks);
        test.hakmem().flush();
        assertThat(frees().local()).isLessThanOrEqualTo(count / 4);
        assertThat(frees().local() + frees().remote()).isEqualTo(count);
        assertThat(frees().remoteBatches()).isBetween(1L, count / 64 + 1L);
    }

    @Test
    void localAndRemoteFrees_addUpToAllFrees() {
        List<Long> blocks = new ArrayList<>();
        TestHakmem.inThread(() -> blocks.addAll(allocate(500)));
        blocks.addAll(allocate(700));
        free(blocks);
        assertThat(frees().local() + frees().remote()).isEqualTo(1200);
    }

    @Test
    void threadThatOnlyFrees_hoardsNoMoreThanOneWordThatIsIncomplete() {
        List<Long> blocks = allocate(10_000);
        long[] parkedBefore = {0};
        TestHakmem.inThread(() -> {
            parkedBefore[0] = test.hakmem().stats().memory().parkedBytes();
            free(blocks);
        });
        long parked = test.hakmem().stats().memory().parkedBytes() - parkedBefore[0];
        assertThat(parked).isLessThanOrEqualTo(64 * BLOCK_BYTES);
    }

    @Test
    void threadThatOnlyFrees_inAnyOrder_hoardsNoMoreThanTheBinsMay() {
        List<Long> blocks = allocate(60_000);
        Collections.shuffle(blocks, new Random(42));
        test.hakmem().flush();
        TestHakmem.inThread(() -> free(blocks));
        assertThat(test.hakmem().stats().memory().parkedBytes()).isBetween(1L, (long) BinBounds.DEFAULT.bytes());
    }

    @Test
    void slabsEmptiedByAnotherThread_serveAnyClass() {
        List<Long> blocks = allocate(60_000);
        TestHakmem.inThread(() -> free(blocks));
        long bornBefore = test.hakmem().stats().superSlabs().acquired();
        for (int index = 0; index < 3000; index++) {
            test.hakmem().allocate(1000);
        }
        assertThat(test.hakmem().stats().slabs().reusedAcrossClasses()).isPositive();
        assertThat(test.hakmem().stats().superSlabs().acquired()).isLessThanOrEqualTo(bornBefore + 2);
    }

    @Test
    void bins_ofAllClasses_stayWithinTheirBounds() {
        for (int round = 0; round < 3; round++) {
            for (int bytes = 16; bytes <= 8192; bytes += 16) {
                List<Long> blocks = new ArrayList<>();
                for (int index = 0; index < 100; index++) {
                    blocks.add(test.hakmem().allocate(bytes));
                }
                free(blocks);
            }
        }
        assertThat(test.hakmem().stats().memory().parkedBytes())
                .as("in the bins and in the remote buffer")
                .isLessThanOrEqualTo(2L * BinBounds.DEFAULT.bytes());
    }

    @Test
    void linkOverwritten_isFoundWhenFollowedAndTheRestIsLost() {
        List<Long> blocks = allocate(8);
        free(blocks);
        NativeMemory.setLong(blocks.get(5), 0);
        for (int index = 0; index < 100; index++) {
            assertThat(blocks.subList(0, 5)).doesNotContain(test.hakmem().allocate(BLOCK_BYTES));
        }
        assertThat(test.hakmem().stats().memory().lostBytes()).isEqualTo(5 * BLOCK_BYTES);
    }

    @Test
    void virtualThreads_shareTheHeapsOfProcessors() {
        for (int life = 0; life < 100; life++) {
            TestHakmem.inVirtualThread(() -> free(allocate(300)));
        }
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
        assertThat(test.hakmem().stats().superSlabs().peakActive()).isOne();
    }

    @Test
    void processorHeapTaken_virtualThreadGoesToTheNextOrWithout() {
        List<Heap> entered = new ArrayList<>();
        Heaps heaps = test.heaps();
        for (Heap heap = heaps.enterProcessorHeap(); heap != null; heap = heaps.enterProcessorHeap()) {
            entered.add(heap);
        }
        List<Long> blocks = new ArrayList<>();
        TestHakmem.inVirtualThread(() -> {
            blocks.addAll(allocate(500));
            free(blocks.subList(0, 400));
        });
        entered.forEach(Heap::leave);
        assertThat(HeapValidator.liveBlocks(test.hakmem()))
                .containsExactlyInAnyOrderElementsOf(blocks.subList(400, 500));
    }
}
