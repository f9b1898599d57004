package io.hakmem.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Rivals;
import io.hakmem.Seed;
import io.hakmem.memory.NativeMemory;
import io.hakmem.os.PageSource;
import io.hakmem.pool.TestPool;
import io.hakmem.size.SizeClasses;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Threads that allocate, resize and free blocks of pages, slots and SuperSlabs side by side, while free pages are
/// purged.
final class RunRaceTest {
    private static final int PAGE = PageSource.ofThisMachine().pageBytes();
    private static final int SLOT = SizeClasses.SLAB_BYTES / PAGE;
    private static final int SUPER_SLAB = TestPool.SUPER_SLAB_BYTES / PAGE;
    private static final int RIVALS = 3;
    private static final int BLOCKS = 12;
    private static final int STEPS = 4_000;

    private final TestPool test = new TestPool();
    private final RunAllocator runs = new RunAllocator(test.space, test.pool, test.counters, () -> {}, () -> {});

    @AfterEach
    void allMemoryComesBack() {
        test.slots.evictAll();
        int unused = test.unused();
        long committed = test.committedBytes();
        boolean valid = test.isValid();
        test.close();
        assertThat(unused).as("unused SuperSlabs").isEqualTo(TestPool.USABLE);
        assertThat(committed).as("committed bytes").isZero();
        assertThat(valid).as("bitmaps, tables and commitment agree").isTrue();
    }

    @Test
    void allocateResizeAndFree_byRivals_keepTheirContent() {
        long seed = Seed.fresh();
        Rivals.race(RIVALS, rival -> {
            Random random = new Random(seed + rival);
            long[] blocks = new long[BLOCKS];
            for (int step = 0; step < STEPS; step++) {
                act(random, blocks, rival + 1, "seed " + seed + ", rival " + rival + ", step " + step);
                if (step % 64 == 0) {
                    test.pool.freePages().purge();
                    test.pool.freePages().purge();
                }
            }
            for (long block : blocks) {
                assertThat(block == 0 || runs.free(block) == null).isTrue();
            }
        });
    }

    private void act(Random random, long[] blocks, long mark, String when) {
        int at = random.nextInt(BLOCKS);
        long bytes = (1L + random.nextInt(random.nextInt(16) == 0 ? 2 * SUPER_SLAB : 3 * SLOT)) * PAGE;
        if (blocks[at] == 0) {
            boolean zeroed = random.nextBoolean();
            blocks[at] = zeroed ? runs.allocateZeroed(bytes, PAGE) : runs.allocate(bytes, PAGE);
            if (zeroed && blocks[at] != 0) {
                assertThat(isFilled(blocks[at], bytes, 0)).as(when).isTrue();
            }
        } else {
            long usable = runs.usableBytes(blocks[at]);
            assertThat(isFilled(blocks[at], usable, mark)).as(when).isTrue();
            if (random.nextBoolean()) {
                assertThat(runs.free(blocks[at])).as(when).isNull();
                blocks[at] = 0;
            } else if (runs.resizeInPlace(blocks[at], bytes)) {
                assertThat(isFilled(blocks[at], Math.min(usable, bytes), mark))
                        .as(when)
                        .isTrue();
            }
        }
        if (blocks[at] != 0) {
            fill(blocks[at], runs.usableBytes(blocks[at]), mark);
        }
    }

    /// Writes the first and the last word of every page.
    private static void fill(long address, long bytes, long mark) {
        for (long at = address; at < address + bytes; at += PAGE) {
            NativeMemory.setLong(at, mark);
            NativeMemory.setLong(at + PAGE - Long.BYTES, mark);
        }
    }

    private static boolean isFilled(long address, long bytes, long mark) {
        for (long at = address; at < address + bytes; at += PAGE) {
            if (NativeMemory.getLong(at) != mark || NativeMemory.getLong(at + PAGE - Long.BYTES) != mark) {
                return false;
            }
        }
        return true;
    }

    @Test
    void free_ofTheSameBlocksByRivals_isDoneByOneEach() {
        int count = 24;
        AtomicLongArray blocks = new AtomicLongArray(count);
        AtomicInteger freed = new AtomicInteger();
        renew(blocks, 0);
        Rivals.rounds(
                RIVALS,
                300,
                (rival, round) -> {
                    for (int at = 0; at < count; at++) {
                        freed.addAndGet(runs.free(blocks.get((at + rival * 5) % count)) == null ? 1 : 0);
                    }
                },
                round -> {
                    assertThat(freed.getAndSet(0)).as("round %d", round).isEqualTo(count);
                    if (round < 299) {
                        renew(blocks, round + 1);
                    }
                });
    }

    private void renew(AtomicLongArray blocks, int round) {
        for (int at = 0; at < blocks.length(); at++) {
            blocks.set(at, runs.allocate((1L + (at * 7 + round) % (2 * SLOT + 3)) * PAGE, PAGE));
        }
    }
}
