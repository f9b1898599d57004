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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 100, 4096, 5000})
    void findRun_acrossWordsAndChunks_findsIt(int length) {
        setRange(4096 - 30, 4096 - 30 + length);
        assertThat(bitmap.findRun(length)).isEqualTo(4096 - 30);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 63, 64, 65, 100, 4096, 5000})
    void findRun_oneTooShort_findsNone(int length) {
        setRange(4096 - 30, 4096 - 30 + length - 1);
        assertThat(bitmap.findRun(length)).isEqualTo(-1);
    }

    @Test
    void findRun_severalRuns_findsTheLowestThatIsLongEnough() {
        setRange(10, 12);
        setRange(200, 203);
        setRange(9000, 9003);
        assertThat(bitmap.findRun(3)).isEqualTo(200);
    }

    @Test
    void findRun_atTheVeryEnd_findsIt() {
        setRange(LONG - 6, LONG);
        assertThat(bitmap.findRun(6)).isEqualTo(LONG - 6);
    }

    @Test
    void findRun_brokenByAnUnusedChunk_findsNone() {
        setRange(4096 - 2, 4096);
        setRange(2 * 4096, 2 * 4096 + 2);
        assertThat(bitmap.findRun(3)).isEqualTo(-1);
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

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 4095, 4096, 4097, 10_000})
    void findRun_randomBits_agreesWithBitSet(int size) {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        AtomicBitmap actual = new AtomicBitmap(size);
        BitSet expected = new BitSet(size);
        for (int round = 0; round < 20; round++) {
            int from = random.nextInt(size);
            int to = Math.min(size, from + random.nextInt(150));
            expected.set(from, to, random.nextInt(4) != 0);
            for (int index = from; index < to; index++) {
                boolean flipped = expected.get(index) ? actual.set(index) : actual.clear(index);
                assertThat(actual.isSet(index)).as("flipped: %s", flipped).isEqualTo(expected.get(index));
            }
            for (int length = 1; length < 200; length += 1 + random.nextInt(20)) {
                assertThat(actual.findRun(length))
                        .as("size %d, seed %d, round %d, length %d", size, seed, round, length)
                        .isEqualTo(findRun(expected, length));
            }
        }
    }

    private static int findRun(BitSet bits, int length) {
        for (int from = bits.nextSetBit(0); from >= 0; from = bits.nextSetBit(bits.nextClearBit(from))) {
            if (bits.nextClearBit(from) - from >= length) {
                return from;
            }
        }
        return -1;
    }

    private void setAll(int... indexes) {
        for (int index : indexes) {
            bitmap.set(index);
        }
    }

    private void setRange(int from, int to) {
        for (int index = from; index < to; index++) {
            bitmap.set(index);
        }
    }
}
