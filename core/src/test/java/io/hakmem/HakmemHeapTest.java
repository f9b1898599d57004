package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.InvalidFreeException.Kind;
import io.hakmem.heap.Blocks;
import io.hakmem.memory.NativeMemory;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HakmemHeapTest {
    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private Set<Long> live() {
        return HeapValidator.liveBlocks(test.hakmem());
    }

    @Test
    void heap_mixedWithPlainCalls_servesAndFreesTheSameBlocks() {
        HakmemHeap heap = test.hakmem().heap();
        Random random = new Random(42);
        List<Long> blocks = new ArrayList<>();
        for (int step = 0; step < 50_000; step++) {
            if (blocks.size() < 500 || random.nextInt(2) == 0) {
                long bytes = random.nextInt(100) == 0 ? random.nextInt(200_000) : random.nextInt(300);
                long address = random.nextInt(2) == 0
                        ? heap.allocate(bytes)
                        : test.hakmem().allocate(bytes);
                NativeMemory.setLong(address, address);
                blocks.add(address);
            } else {
                long address = blocks.remove(random.nextInt(blocks.size()));
                assertThat(NativeMemory.getLong(address)).isEqualTo(address);
                if (random.nextInt(2) == 0) {
                    heap.free(address);
                } else {
                    test.hakmem().free(address);
                }
            }
        }
        assertThat(live()).isEqualTo(new HashSet<>(blocks));
    }

    @Test
    void heap_allocatesFromTheBinsOfItsThread() {
        HakmemHeap heap = test.hakmem().heap();
        long address = test.hakmem().allocate(64);
        test.hakmem().free(address);
        assertThat(heap.allocate(64)).isEqualTo(address);
        heap.free(address);
        assertThat(test.hakmem().allocate(64)).isEqualTo(address);
    }

    @Test
    void heap_usedByAnotherThread_isRefusedAndChangesNothing() {
        HakmemHeap heap = test.hakmem().heap();
        long address = heap.allocate(64);
        Stats before = test.hakmem().stats();
        for (Runnable call : List.<Runnable>of(
                () -> heap.allocate(64), () -> heap.free(address), () -> heap.free(address, 64), () -> heap.free(0))) {
            Runnable refused = () -> assertThatThrownBy(call::run)
                    .isInstanceOf(WrongThreadException.class)
                    .hasMessageContaining(heap.owner().toString());
            TestHakmem.inThread(refused);
            TestHakmem.inVirtualThread(refused);
        }
        assertThat(test.hakmem().stats().memory()).isEqualTo(before.memory());
        assertThat(live()).containsExactly(address);
    }

    @Test
    void heapOfAnEndedThread_isRefusedToWhoTookItsBlocksOver() {
        HakmemHeap[] heap = new HakmemHeap[1];
        TestHakmem.inThread(() -> {
            heap[0] = test.hakmem().heap();
            heap[0].free(heap[0].allocate(64));
        });
        TestHakmem.inThread(() -> {
            test.hakmem().free(test.hakmem().allocate(64));
            assertThatThrownBy(() -> heap[0].allocate(64)).isInstanceOf(WrongThreadException.class);
        });
        assertThat(test.heaps().count()).isOne();
    }

    @Test
    void heapOfAVirtualThread_servesAndFrees() {
        TestHakmem.inVirtualThread(() -> {
            HakmemHeap heap = test.hakmem().heap();
            List<Long> blocks = new ArrayList<>();
            for (int count = 0; count < 1000; count++) {
                blocks.add(heap.allocate(count * 20L));
            }
            assertThat(live()).isEqualTo(new HashSet<>(blocks));
            blocks.forEach(heap::free);
        });
        assertThat(live()).isEmpty();
    }

    @Test
    void blocksOfOtherThreads_areFreed() {
        HakmemHeap heap = test.hakmem().heap();
        try (LivingThread other = new LivingThread()) {
            heap.free(other.call(() -> test.hakmem().allocate(64)));
            long mine = heap.allocate(64);
            other.call(() -> {
                test.hakmem().free(mine);
                return mine;
            });
        }
        assertThat(live()).isEmpty();
    }

    /// A heap may be taken away until the call is made.
    @Test
    void wordsOfAHeapThatIsAnotherThreadsNow_areNotTouched() {
        Blocks blocks = test.hakmem().parts().blocks();
        int sizeClass = SizeClasses.of(64);
        try (LivingThread last = new LivingThread();
                LivingThread next = new LivingThread()) {
            long[] words = last.call(() -> {
                test.hakmem().free(test.hakmem().allocate(64));
                return test.heaps().wordsOfCurrentThread();
            });
            long lastId = last.call(() -> Thread.currentThread().threadId());
            test.heaps().drainLiving();
            long[] mine = next.call(() -> {
                long[] two = {test.hakmem().allocate(64), test.hakmem().allocate(64)};
                test.hakmem().free(two[0]);
                assertThat(test.heaps().wordsOfCurrentThread()).isSameAs(words);
                return two;
            });

            assertThat(last.call(() -> blocks.pop(words, lastId, sizeClass))).isZero();
            long offset = mine[1] - test.hakmem().parts().reservation().base();
            Slab slab = Objects.requireNonNull(test.hakmem().parts().slabAt(offset));
            assertThat(last.call(() -> blocks.free(words, lastId, slab, offset)))
                    .isEqualTo(Blocks.Outcome.FREED);
            assertThat(next.call(() -> test.hakmem().allocate(64))).isEqualTo(mine[0]);
            assertThat(live()).containsExactly(mine[0]);
        }
    }

    @Test
    void wrongAddress_freed_isRefused() {
        HakmemHeap heap = test.hakmem().heap();
        long address = heap.allocate(64);
        for (long wrong : new long[] {address + 16, 4096, address + (16 << 20)}) {
            assertThatThrownBy(() -> heap.free(wrong)).isInstanceOf(InvalidFreeException.class);
        }
        assertThatThrownBy(() -> heap.free(address + 16))
                .isInstanceOfSatisfying(
                        InvalidFreeException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERIOR));
        heap.free(0);
        assertThat(live()).containsExactly(address);
    }
}
