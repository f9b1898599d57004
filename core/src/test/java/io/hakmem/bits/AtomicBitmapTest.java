package io.hakmem.bits;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Seed;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One thread: transitions, the borders of words, chunks and root words, and random scripts against a [BitSet].
final class AtomicBitmapTest {
    /// More than 64 chunks, so that the root has two words.
    private static final int LONG = 64 * 4096 + 70;

    private final AtomicBitmap bitmap = new AtomicBitmap(LONG);

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void set_aClearBit_flipsIt(int index) {
        assertThat(bitmap.set(index) && bitmap.isSet(index)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void set_aSetBit_flipsNothing(int index) {
        bitmap.set(index);
        assertThat(bitmap.set(index)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void clear_aSetBit_flipsIt(int index) {
        bitmap.set(index);
        assertThat(bitmap.clear(index) && !bitmap.isSet(index)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void clear_aClearBit_flipsNothing(int index) {
        assertThat(bitmap.clear(index)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void nextSet_oneBit_findsItFromTheBeginning(int index) {
        bitmap.set(index);
        assertThat(bitmap.nextSet(0)).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void nextSet_fromTheBitItself_findsIt(int index) {
        bitmap.set(index);
        assertThat(bitmap.nextSet(index)).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void nextSet_pastTheOnlyBit_findsNone(int index) {
        bitmap.set(index);
        assertThat(bitmap.nextSet(index + 1)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 4095, 4096, 64 * 4096 - 1, 64 * 4096, LONG - 1})
    void takeNext_oneBit_takesIt(int index) {
        bitmap.set(index);
        assertThat(bitmap.takeNext(0)).isEqualTo(index);
        assertThat(bitmap.isSet(index)).isFalse();
    }

    @Test
    void takeNext_nothingSet_findsNone() {
        assertThat(bitmap.takeNext(0)).isEqualTo(-1);
    }

    @Test
    void takeNext_bitsBelowTheStart_passesThemOver() {
        setAll(3, 9, 64 + 60);
        assertThat(bitmap.takeNext(4)).isEqualTo(9);
        assertThat(bitmap.takeNext(4)).isEqualTo(64 + 60);
        assertThat(bitmap.takeNext(4)).isEqualTo(-1);
        assertThat(bitmap.isSet(3)).isTrue();
    }

    @Test
    void takeNext_untilNothingIsLeft_takesEachOnce() {
        int[] indexes = {5, 64, 4096 + 1, 4096 + 64, 64 * 4096, LONG - 1};
        setAll(indexes);
        int[] taken = new int[indexes.length];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = bitmap.takeNext(0);
        }
        assertThat(taken).isEqualTo(indexes);
    }

    @Test
    void cardinality_bitsInSeveralChunks_countsThem() {
        setAll(0, 63, 64, 4096, LONG - 1);
        assertThat(bitmap.cardinality()).isEqualTo(5);
    }

    @Test
    void metadata_oneBitSet_growsByLessThanTwoChunks() {
        long unused = bitmap.metadataBytes();
        bitmap.set(LONG - 1);
        assertThat(bitmap.metadataBytes() - unused).isBetween(512L, 2 * 512L - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 4095, 4096, 4097, 10_000, LONG})
    void anyScript_againstBitSet_agrees(int size) {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        AtomicBitmap actual = new AtomicBitmap(size);
        BitSet expected = new BitSet(size);
        for (int step = 0; step < 4000; step++) {
            String at = "size " + size + ", seed " + seed + ", step " + step;
            int index = random.nextBoolean() ? random.nextInt(size) : Math.min(size - 1, random.nextInt(200));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    assertThat(actual.set(index)).as(at).isEqualTo(!expected.get(index));
                    expected.set(index);
                }
                case 2 -> {
                    assertThat(actual.clear(index)).as(at).isEqualTo(expected.get(index));
                    expected.clear(index);
                }
                case 3 -> {
                    int taken = expected.nextSetBit(index);
                    assertThat(actual.takeNext(index)).as(at).isEqualTo(taken);
                    expected.clear(Math.max(taken, 0), taken + 1);
                }
                case 4 -> assertThat(actual.nextSet(index)).as(at).isEqualTo(expected.nextSetBit(index));
                default -> assertThat(actual.isSet(index)).as(at).isEqualTo(expected.get(index));
            }
        }
        assertThat(actual.cardinality()).as("seed %d", seed).isEqualTo(expected.cardinality());
        assertThat(actual.isValid()).as("seed %d", seed).isTrue();
    }

    private void setAll(int... indexes) {
        for (int index : indexes) {
            bitmap.set(index);
        }
    }
}
