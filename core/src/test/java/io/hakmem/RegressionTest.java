package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.memory.NativeMemory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The two workloads that broke the allocator which HAKMEM revives, in short form.
class RegressionTest {
    private static final int MOST_SUPER_SLABS = 8;

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    @Test
    void randomMixed_onWanderingSizes_mapsOnceAndReusesSlabsAcrossClasses() {
        for (int pass = 0; pass < 6; pass++) {
            randomMixed(1024L * pass);
        }
        Stats stats = test.hakmem().stats();
        assertThat(stats.osCalls().map() + stats.osCalls().unmap()).isLessThanOrEqualTo(3);
        assertThat(stats.slabs().reusedAcrossClasses()).isPositive();
        assertThat(test.hits("empty")).isPositive();
    }

    private void randomMixed(long shiftBytes) {
        long[] slots = new long[256];
        int random = 42;
        for (int operation = 0; operation < 100_000; operation++) {
            random ^= random << 13;
            random ^= random >>> 17;
            random ^= random << 5;
            int slot = Integer.remainderUnsigned(random, slots.length);
            if (slots[slot] != 0) {
                test.hakmem().free(slots[slot]);
                slots[slot] = 0;
            } else {
                slots[slot] = test.hakmem().allocate(16 + (random >>> 10 & 1023) + shiftBytes);
            }
        }
        for (long address : slots) {
            test.hakmem().free(address);
        }
    }

    /// Larson with one round: a thread replaces each of its 1,024 blocks about once, hands the slice to a new thread,
    /// and ends. 63 % of the blocks are freed by another thread than the one that allocated them.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void larson_withThreadsThatHandOver_staysOnAFewSuperSlabs(boolean virtual) throws InterruptedException {
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        int slices = 4;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch finished = new CountDownLatch(slices);
        for (int slice = 0; slice < slices; slice++) {
            long[] blocks = new long[1024];
            threads.newThread(() -> live(threads, blocks, 200, finished, failure))
                    .start();
        }
        finished.await();
        assertThat(failure.get()).isNull();
        Stats stats = test.hakmem().stats();
        assertThat(stats.superSlabs().peakActive()).isLessThanOrEqualTo(MOST_SUPER_SLABS);
        assertThat(stats.memory().liveBytes()).isZero();
        assertThat(test.hakmem().heaps().count()).isLessThanOrEqualTo(2 * slices + 16);
    }

    private void live(
            ThreadFactory threads,
            long[] blocks,
            int livesLeft,
            CountDownLatch finished,
            AtomicReference<Throwable> failure) {
        try {
            for (int operation = 0; operation < blocks.length; operation++) {
                int victim = (int) ((operation * 2_654_435_761L + livesLeft * 40_503L) >>> 7 & blocks.length - 1);
                test.hakmem().free(blocks[victim]);
                blocks[victim] = test.hakmem().allocate(8 + (operation * 31 + livesLeft) % 120);
                NativeMemory.setLong(blocks[victim], operation);
            }
            if (livesLeft > 0) {
                threads.newThread(() -> live(threads, blocks, livesLeft - 1, finished, failure))
                        .start();
                return;
            }
            for (long address : blocks) {
                test.hakmem().free(address);
            }
        } catch (Throwable e) {
            failure.set(e);
        }
        finished.countDown();
    }
}
