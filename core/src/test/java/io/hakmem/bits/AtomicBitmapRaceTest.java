package io.hakmem.bits;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Rivals;
import io.hakmem.Seed;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several threads at once: each bit is owned by at most one, none is lost, and the summaries are right at rest.
final class AtomicBitmapRaceTest {
    private static final int RIVALS = 4;
    private static final int NOBODY = 0;

    @ParameterizedTest
    @ValueSource(ints = {3, 64, 130, 4096 + 1})
    void takeNext_byRivals_givesEachBitToOneAtATime(int size) {
        long seed = Seed.fresh();
        AtomicBitmap bitmap = full(size);
        AtomicIntegerArray owners = new AtomicIntegerArray(size);
        Rivals.race(RIVALS, rival -> {
            Random random = new Random(seed + rival);
            int[] held = new int[Math.max(1, size / 8)];
            for (int step = 0; step < 8_000; step++) {
                int at = random.nextInt(held.length);
                if (held[at] == 0) {
                    int index = bitmap.takeNext(random.nextInt(size));
                    if (index >= 0) {
                        assertThat(owners.compareAndSet(index, NOBODY, rival + 1))
                                .as("bit %d is owned by this taker alone, seed %d", index, seed)
                                .isTrue();
                        held[at] = index + 1;
                    }
                } else {
                    release(bitmap, owners, held[at] - 1);
                    held[at] = 0;
                }
            }
            for (int index : held) {
                if (index != 0) {
                    release(bitmap, owners, index - 1);
                }
            }
        });
        assertThat(bitmap.cardinality()).as("seed %d", seed).isEqualTo(size);
        assertThat(bitmap.isValid()).as("seed %d", seed).isTrue();
    }

    private static void release(AtomicBitmap bitmap, AtomicIntegerArray owners, int index) {
        owners.set(index, NOBODY);
        assertThat(bitmap.set(index)).as("bit %d was out", index).isTrue();
    }

    @Test
    void setAndClear_byRivals_flipsAddUp() {
        long seed = Seed.fresh();
        int size = 130;
        AtomicBitmap bitmap = new AtomicBitmap(size);
        AtomicIntegerArray net = new AtomicIntegerArray(size);
        Rivals.race(RIVALS, rival -> {
            Random random = new Random(seed + rival);
            for (int step = 0; step < 30_000; step++) {
                int index = random.nextInt(size);
                if (random.nextBoolean()) {
                    net.addAndGet(index, bitmap.set(index) ? 1 : 0);
                } else {
                    net.addAndGet(index, bitmap.clear(index) ? -1 : 0);
                }
            }
        });
        for (int index = 0; index < size; index++) {
            assertThat(net.get(index))
                    .as("sets less clears of bit %d, seed %d", index, seed)
                    .isEqualTo(bitmap.isSet(index) ? 1 : 0);
        }
    }

    @Test
    void set_ofOneBitByRivals_isFlippedByOne() {
        AtomicBitmap bitmap = new AtomicBitmap(1 << 20);
        AtomicInteger flips = new AtomicInteger();
        Rivals.rounds(
                RIVALS,
                500,
                (rival, round) -> flips.addAndGet(bitmap.set(round * 2048) ? 1 : 0),
                round -> assertThat(flips.getAndSet(0)).as("round %d", round).isEqualTo(1));
    }

    /// A bit that was set comes to rest while others empty its word, its chunk, and their summaries.
    @Test
    void summaries_oneSetsWhileOthersEmptyTheChunk_areValidAtRest() {
        AtomicBitmap bitmap = new AtomicBitmap(2 * 4096);
        Rivals.rounds(
                3,
                10_000,
                (rival, round) -> {
                    switch (rival) {
                        case 0 -> {
                            bitmap.set(64);
                            bitmap.clear(64);
                        }
                        case 1 -> bitmap.set(65);
                        default -> {
                            bitmap.set(0);
                            bitmap.clear(0);
                        }
                    }
                },
                round -> {
                    assertThat(bitmap.isValid()).as("round %d", round).isTrue();
                    bitmap.clear(65);
                });
    }

    @Test
    void nextSet_anOwnedBitAmongRivals_isFoundAtRest() {
        AtomicBitmap bitmap = new AtomicBitmap(4096);
        Rivals.rounds(
                3,
                5_000,
                (rival, round) -> {
                    int index = rival * 64 + 3;
                    if (bitmap.set(index) && rival != round % 3) {
                        bitmap.clear(index);
                    }
                },
                round -> {
                    assertThat(bitmap.nextSet(0)).as("round %d", round).isEqualTo(round % 3 * 64 + 3);
                    bitmap.clear(round % 3 * 64 + 3);
                });
    }

    private static AtomicBitmap full(int size) {
        AtomicBitmap bitmap = new AtomicBitmap(size);
        for (int index = 0; index < size; index++) {
            bitmap.set(index);
        }
        return bitmap;
    }
}
