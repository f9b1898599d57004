package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hakmem.os.FakePageSource;
import io.hakmem.pool.MemoryLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is told when memory gets scarce: a report per cause, and callbacks that cannot harm the allocator.
class OutOfMemoryReportsTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final long LIMIT = 4 * MEBIBYTE;
    private static final long SOFT_LIMIT = 2 * MEBIBYTE;

    private final FakePageSource source = new FakePageSource();
    private final Hakmem hakmem = new Hakmem(
            source,
            TestHakmem.options()
                    .superSlabBytes(MEBIBYTE)
                    .reservationBytes(64L * MEBIBYTE)
                    .build(),
            new MemoryLimits(LIMIT, SOFT_LIMIT),
            null,
            new FakeClock());
    private final List<Long> blocks = new ArrayList<>();

    @AfterEach
    void validate() {
        HeapValidator.assertValid(hakmem);
        source.close();
    }

    /// Takes all there is; returns the message of the refusal.
    private String fill(long bytes) {
        NativeOutOfMemoryError error = catchThrowableOfType(NativeOutOfMemoryError.class, () -> {
            while (true) {
                blocks.add(hakmem.allocate(bytes));
            }
        });
        return String.valueOf(error.getMessage());
    }

    private void freeAll() {
        blocks.forEach(hakmem::free);
        blocks.clear();
        hakmem.trim();
    }

    private static <T> @Nullable T next(BlockingQueue<T> queue) throws InterruptedException {
        return queue.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void refusal_theFirstOfItsCause_isReportedWithFigures() {
        assertThat(fill(1000))
                .contains("1000 bytes was asked for")
                .contains("the budget has no room (report 1)")
                .contains(" live, ", " parked, ", " committed, ", "budget " + LIMIT + " bytes")
                .contains("mappings of at most", "VmSize", "VmRSS", "SuperSlabs active", "blocks of 1008 bytes");
        assertThat(hakmem.stats().limits().refusedByBudget()).isEqualTo(1);
    }

    @Test
    void refusal_again_pointsToTheFirstUntilMemoryComesBack() {
        fill(1000);
        assertThat(fill(1000)).hasSizeLessThan(150).endsWith("as told in report 1.");
        assertThat(fill(100_000)).contains("(report 2)");
        freeAll();
        assertThat(fill(1000)).contains("(report 3)");
    }

    @Test
    void refusal_byTheReservation_isToldAsSuch() {
        Hakmem unlimited = new Hakmem(
                source,
                TestHakmem.options()
                        .superSlabBytes(MEBIBYTE)
                        .reservationBytes(16L * MEBIBYTE)
                        .build(),
                new FakeClock());
        NativeOutOfMemoryError error =
                catchThrowableOfType(NativeOutOfMemoryError.class, () -> unlimited.allocate(1L << 40));
        assertThat(error).hasMessageContaining("the reservation has no room (report 1)");
        assertThat(unlimited.stats().limits().refusedByReservation()).isEqualTo(1);
    }

    @Test
    void outOfMemoryCallback_isToldEachReport() throws InterruptedException {
        BlockingQueue<String> reports = new LinkedBlockingQueue<>();
        hakmem.onOutOfMemory(reports::add);
        String first = fill(1000);
        fill(1000);
        assertThat(next(reports)).isEqualTo(first);
        assertThat(fill(50_000)).isEqualTo(next(reports));
        assertThat(reports).isEmpty();
    }

    @Test
    void softLimitCallback_isToldOncePerCrossing() throws InterruptedException {
        BlockingQueue<Thread> calls = new LinkedBlockingQueue<>();
        hakmem.onSoftLimit(() -> calls.add(Thread.currentThread()));
        for (int crossing = 0; crossing < 3; crossing++) {
            fill(1000);
            freeAll();
            Thread thread = next(calls);
            assertThat(thread).isNotNull().isNotSameAs(Thread.currentThread());
            assertThat(thread == null || thread.isDaemon()).isTrue();
        }
        assertThat(calls).isEmpty();
    }

    @Test
    void callback_thatThrows_harmsNothingAndIsCalledAgain() throws InterruptedException {
        BlockingQueue<Integer> calls = new LinkedBlockingQueue<>();
        hakmem.onSoftLimit(() -> {
            calls.add(1);
            throw new IllegalStateException("thrown by a test");
        });
        for (int crossing = 0; crossing < 2; crossing++) {
            fill(1000);
            freeAll();
            assertThat(next(calls)).isEqualTo(1);
        }
    }

    @Test
    void callback_thatAllocates_works() throws InterruptedException {
        BlockingQueue<Long> addresses = new LinkedBlockingQueue<>();
        hakmem.onSoftLimit(() -> addresses.add(hakmem.allocate(100)));
        blocks.add(hakmem.allocate(SOFT_LIMIT));
        Long address = next(addresses);
        assertThat(address).isNotNull();
        hakmem.free(address == null ? 0 : address);
    }

    @Test
    void callback_thatBlocks_holdsUpNobody() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        BlockingQueue<String> reports = new LinkedBlockingQueue<>();
        hakmem.onSoftLimit(() -> {
            entered.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        hakmem.onOutOfMemory(reports::add);
        fill(1000);
        entered.await();
        freeAll();
        fill(70_000);
        assertThat(next(reports)).isNotNull();
        assertThat(next(reports)).isNotNull();
        end.countDown();
    }
}
