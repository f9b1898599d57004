package io.hakmem.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.heap.Heaps;
import io.hakmem.pool.TestPool;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
    private static final long WARM_NANOS = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestPool test = new TestPool();
    private final Upkeep upkeep = new Upkeep(
            new Heaps(test.space, test.pool, test.source),
            test.pool,
            new Upkeep.Policy(250_000_000L, WARM_NANOS, 0, 3 * WARM_NANOS, 0),
            TestPool.SUPER_SLAB_BYTES,
            test.clock);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void cachedPages_afterTheirTime_goBackWithoutACall() throws InterruptedException {
        Maintenance.lookAfter(upkeep);
        for (int round = 1; round <= 3; round++) {
            cacheOne();
            assertThat(test.committedBytes()).isPositive();
            test.clock.advanceNanos(WARM_NANOS);
            waitUntil(() -> test.committedBytes() == 0 && test.slots.cache().nextWithPages(0) < 0);
        }
    }

    @Test
    void cachedPages_beforeTheirTime_stay() throws InterruptedException {
        Maintenance.lookAfter(upkeep);
        cacheOne();
        test.clock.advanceNanos(WARM_NANOS - 1);
        waitUntil(() -> thread().getState() == Thread.State.TIMED_WAITING);
        assertThat(test.committedBytes()).isPositive();
        test.clock.advanceNanos(1);
        waitUntil(() -> test.committedBytes() == 0);
    }

    @Test
    void thread_thatIsInterrupted_goesOnParking() throws InterruptedException {
        Maintenance.lookAfter(upkeep);
        cacheOne();
        waitUntil(() -> thread().isDaemon());
        thread().interrupt();
        waitUntil(() -> !thread().isInterrupted() && thread().getState() == Thread.State.TIMED_WAITING);
        test.clock.advanceNanos(WARM_NANOS);
        waitUntil(() -> test.committedBytes() == 0);
    }

    private void cacheOne() {
        int first = (int) (test.pool.pages().takeSuperSlabs(TestPool.SLOTS, 0, 1) / 16);
        test.commit(first, TestPool.SLOTS);
        test.slots.giveSlots(first, TestPool.SLOTS);
        test.pool.attention().call();
    }

    /// The youngest thread of that name.
    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hakmem-maintenance"))
                .max((one, other) -> Long.compare(one.threadId(), other.threadId()))
                .orElse(Thread.currentThread());
    }

    private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - startNanos).isLessThan(PATIENCE.toNanos());
            Thread.sleep(1);
        }
    }
}
