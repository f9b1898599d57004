package io.hakmem.bits;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Rivals;
import org.junit.jupiter.api.Test;

/// What each access returns and leaves behind, and that the read-modify-writes lose nothing between threads.
final class WordsTest {
    private static final int AT = 1;
    private final long[] words = {-1, 0b0110, -1};

    @Test
    void getAndOr_someBits_returnsTheWordBefore() {
        assertThat(Words.getAndOr(words, AT, 0b0011)).isEqualTo(0b0110);
    }

    @Test
    void getAndOr_someBits_addsThem() {
        Words.getAndOr(words, AT, 0b0011);
        assertThat(words).containsExactly(-1, 0b0111, -1);
    }

    @Test
    void getAndAnd_someBits_returnsTheWordBefore() {
        assertThat(Words.getAndAnd(words, AT, 0b0011)).isEqualTo(0b0110);
    }

    @Test
    void getAndAnd_someBits_keepsThose() {
        Words.getAndAnd(words, AT, 0b0011);
        assertThat(words).containsExactly(-1, 0b0010, -1);
    }

    @Test
    void getAndSet_aValue_returnsTheWordBefore() {
        assertThat(Words.getAndSet(words, AT, 0)).isEqualTo(0b0110);
    }

    @Test
    void getAndSet_aValue_stores() {
        Words.getAndSet(words, AT, 9);
        assertThat(words).containsExactly(-1, 9, -1);
    }

    @Test
    void getAndAdd_aNegativeDelta_returnsTheWordBefore() {
        assertThat(Words.getAndAdd(words, AT, -7)).isEqualTo(0b0110);
    }

    @Test
    void getAndAdd_aNegativeDelta_adds() {
        Words.getAndAdd(words, AT, -7);
        assertThat(words).containsExactly(-1, -1, -1);
    }

    @Test
    void compareAndSet_theExpectedWord_stores() {
        assertThat(Words.compareAndSet(words, AT, 0b0110, 5) && words[AT] == 5).isTrue();
    }

    @Test
    void compareAndSet_anotherWord_storesNothing() {
        assertThat(Words.compareAndSet(words, AT, 0b0111, 5) || words[AT] == 5).isFalse();
    }

    @Test
    void stores_ofEachOrder_areReadByLoadsOfEachOrder() {
        Words.setOpaque(words, 0, 10);
        Words.setRelease(words, 1, 11);
        Words.setVolatile(words, 2, 12);
        assertThat(new long[] {Words.getVolatile(words, 0), Words.getOpaque(words, 1), Words.getVolatile(words, 2)})
                .containsExactly(10, 11, 12);
    }

    @Test
    void getAndAdd_byRivals_losesNothing() {
        Rivals.race(4, rival -> {
            for (int i = 0; i < 20_000; i++) {
                Words.getAndAdd(words, AT, 1);
            }
        });
        assertThat(words[AT]).isEqualTo(0b0110 + 4 * 20_000);
    }

    @Test
    void getAndOrAndGetAndAnd_byRivalsOnTheirOwnBits_disturbNobody() {
        words[AT] = 0;
        Rivals.race(4, rival -> {
            long bit = 1L << (rival * 21);
            for (int i = 0; i < 20_000; i++) {
                assertThat(Words.getAndOr(words, AT, bit) & bit).isZero();
                assertThat(Words.getAndAnd(words, AT, ~bit) & bit).isEqualTo(bit);
            }
        });
        assertThat(words[AT]).isZero();
    }
}
