package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.memory.NativeMemory;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Heaps are taken away from threads that are about to use them, as often as it goes.
class TakeBackRaceTest {
    private static final int OWNERS = 3;
    private static final int ROUNDS = 20_000;
    private static final int SIZES = 6;

    @RegisterExtension
    final TestHakmem test = TestHakmem.checked();

    @Test
    void heapsTakenAway_fromBusyOwners_loseNothing() throws InterruptedException {
        long seed = Seed.fresh();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean ended = new AtomicBoolean();
        Thread[] owners = new Thread[OWNERS];
        for (int owner = 0; owner < OWNERS; owner++) {
            long ownSeed = seed + owner;
            owners[owner] = Thread.ofPlatform().start(() -> {
                try {
                    work(new Random(ownSeed), test.hakmem());
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        Thread taker = Thread.ofPlatform().start(() -> {
            for (long now = 1; !ended.get(); now++) {
                boolean ignored = test.hakmem().heaps().drainIdle(now, 1, 1);
            }
        });
        for (Thread owner : owners) {
            owner.join();
        }
        ended.set(true);
        taker.join();
        assertThat(failure.get()).as("seed %d", seed).isNull();
        assertThat(test.hakmem().stats().memory().liveBytes())
                .as("seed %d", seed)
                .isZero();
    }

    /// Each block holds its address until it is freed. Half of the calls go by the thread's own way.
    private static void work(Random random, Hakmem hakmem) {
        HakmemHeap heap = hakmem.heap();
        long[] held = new long[256];
        for (int round = 0; round < ROUNDS; round++) {
            int bytes = 16 << random.nextInt(SIZES);
            boolean byHeap = random.nextBoolean();
            int count = random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(3);
            for (int step = 0; step < count; step++) {
                int at = random.nextInt(held.length);
                if (held[at] != 0) {
                    assertThat(NativeMemory.getLong(held[at])).isEqualTo(held[at]);
                    if (byHeap) {
                        heap.free(held[at]);
                    } else {
                        hakmem.free(held[at]);
                    }
                }
                held[at] = byHeap ? heap.allocate(bytes) : hakmem.allocate(bytes);
                NativeMemory.setLong(held[at], held[at]);
            }
            for (int spins = random.nextInt(400); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            if (random.nextInt(16) == 0) {
                LockSupport.parkNanos(random.nextInt(100_000));
            }
        }
        for (long address : held) {
            hakmem.free(address);
        }
    }
}
