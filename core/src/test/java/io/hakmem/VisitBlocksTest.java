package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.memory.NativeMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VisitBlocksTest {
    private static final int MEBIBYTE = 1 << 20;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private final Random random = new Random(42);

    /// What one visit told.
    private record Visit(Map<Long, Long> bytesByAddress, Set<Long> marked) {
        static Visit of(Hakmem hakmem) {
            Visit visit = new Visit(new HashMap<>(), new HashSet<>());
            hakmem.visitBlocks((address, bytes, mayBeParked) -> {
                assertThat(visit.bytesByAddress.put(address, bytes))
                        .as("visited twice")
                        .isNull();
                if (mayBeParked) {
                    visit.marked.add(address);
                }
            });
            return visit;
        }
    }

    private Map<Long, Long> churn(int steps) {
        List<Long> blocks = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            if (blocks.size() < 100 || random.nextInt(2) == 0) {
                long bytes = random.nextInt(50) == 0 ? random.nextInt(3 * MEBIBYTE) : random.nextInt(500);
                blocks.add(test.hakmem().allocate(bytes));
            } else {
                test.hakmem().free(blocks.remove(random.nextInt(blocks.size())));
            }
        }
        Map<Long, Long> live = new HashMap<>();
        blocks.forEach(address -> live.put(address, test.hakmem().usableSize(address)));
        return live;
    }

    @Test
    void unusedAllocator_hasNothingToVisit() {
        assertThat(Visit.of(test.hakmem()).bytesByAddress()).isEmpty();
    }

    @Test
    void visit_atRest_isExact() {
        Map<Long, Long> live = churn(20_000);
        try (LivingThread first = new LivingThread();
                LivingThread second = new LivingThread()) {
            live.putAll(first.call(() -> churn(5000)));
            live.putAll(second.call(() -> churn(5000)));
            List<Long> remote = live.keySet().stream().limit(500).toList();
            first.call(() -> {
                remote.forEach(test.hakmem()::free);
                return remote;
            });
            live.keySet().removeAll(remote);
            Visit visit = Visit.of(test.hakmem());
            assertThat(visit.bytesByAddress()).isEqualTo(live);
            assertThat(visit.marked()).isEmpty();
        }
        TestHakmem.inVirtualThread(() -> live.putAll(churn(5000)));
        Visit visit = Visit.of(test.hakmem());
        assertThat(visit.bytesByAddress()).isEqualTo(live);
        assertThat(visit.marked()).isEmpty();
    }

    @Test
    void visit_isByAscendingAddress() {
        churn(5000);
        long[] last = {0};
        test.hakmem().visitBlocks((address, bytes, mayBeParked) -> {
            assertThat(address).isGreaterThanOrEqualTo(last[0]);
            last[0] = address + bytes;
        });
        assertThat(last[0]).isPositive();
    }

    @Test
    void visitor_mayFreeWhatItVisits() {
        churn(5000);
        test.hakmem().visitBlocks((address, bytes, mayBeParked) -> {
            assertThat(mayBeParked).isFalse();
            test.hakmem().free(address, bytes);
        });
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @Test
    void blocksThatStayLive_areAllVisitedWhileOthersGoOn() throws InterruptedException {
        Map<Long, Long> live = churn(2000);
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> rivals = new ArrayList<>();
        for (int rival = 0; rival < 2; rival++) {
            rivals.add(Thread.ofPlatform().start(() -> {
                long[] blocks = new long[300];
                for (int step = 0; !stop.get(); step++) {
                    int index = step * 7 % blocks.length;
                    test.hakmem().free(blocks[index]);
                    blocks[index] = test.hakmem().allocate(step % 500);
                }
                LongStream.of(blocks).forEach(test.hakmem()::free);
            }));
        }
        try {
            for (int visits = 0; visits < 100; visits++) {
                assertThat(Visit.of(test.hakmem()).bytesByAddress()).containsAllEntriesOf(live);
            }
        } finally {
            stop.set(true);
            for (Thread rival : rivals) {
                rival.join();
            }
        }
        Visit visit = Visit.of(test.hakmem());
        assertThat(visit.bytesByAddress()).isEqualTo(live);
        assertThat(visit.marked()).isEmpty();
    }

    @Test
    void blocksThatOnlyMoveInAndOutOfBins_areNeverTakenForLiveOnes() throws InterruptedException {
        Set<Long> handedOut = ConcurrentHashMap.newKeySet();
        Set<Long> takenForLive = new HashSet<>();
        handedOut.add(test.hakmem().allocate(64));
        test.hakmem().trim();
        AtomicBoolean stop = new AtomicBoolean();
        Thread rival = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                long block = test.hakmem().allocate(64);
                handedOut.add(block);
                test.hakmem().free(block);
                test.hakmem().trim();
            }
        });
        try {
            for (int visits = 0; visits < 5000; visits++) {
                test.hakmem().visitBlocks((address, bytes, mayBeParked) -> {
                    if (!mayBeParked) {
                        takenForLive.add(address);
                    }
                });
            }
        } finally {
            stop.set(true);
            rival.join();
        }
        assertThat(handedOut).containsAll(takenForLive);
    }

    @Test
    void blocks_whereAChainWasLost_areMarked() {
        long[] blocks =
                LongStream.generate(() -> test.hakmem().allocate(64)).limit(20).toArray();
        long other = test.hakmem().allocate(100);
        for (int index = 0; index < 5; index++) {
            test.hakmem().free(blocks[index]);
        }
        NativeMemory.setLong(blocks[4], 42);
        long served = test.hakmem().allocate(64);
        Visit visit = Visit.of(test.hakmem());
        assertThat(visit.marked()).contains(served, blocks[10]).doesNotContain(other);
        assertThat(visit.bytesByAddress()).containsKey(other);
    }
}
