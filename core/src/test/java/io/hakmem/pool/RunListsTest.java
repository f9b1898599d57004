package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RunListsTest {
    private static final int PLACE = 700;

    private final RunLists lists = new RunLists(1000, 15);

    private void list(int place, int... lengths) {
        lists.prepare(place);
        long bits = 0;
        for (int length : lengths) {
            bits |= 1L << length;
        }
        lists.list(place, bits);
    }

    @Test
    void unlistedPlace_isFoundNowhere() {
        for (int length = 1; length <= 15; length++) {
            assertThat(lists.next(length, 0)).isEqualTo(-1);
        }
        assertThat(lists.isListed(PLACE, 0)).isTrue();
        assertThat(lists.isListed(PLACE, 1 << 3)).isFalse();
    }

    @Test
    void listedPlace_isFoundAtItsLengthsOnly() {
        list(PLACE, 3, 15);
        for (int length = 1; length <= 15; length++) {
            assertThat(lists.next(length, 0)).isEqualTo(length == 3 || length == 15 ? PLACE : -1);
        }
        assertThat(lists.next(3, PLACE + 1)).isEqualTo(-1);
    }

    @Test
    void next_ofSeveral_isTheLowestFromThere() {
        list(PLACE, 4);
        list(3, 4);
        list(64, 4);
        assertThat(lists.next(4, 0)).isEqualTo(3);
        assertThat(lists.next(4, 4)).isEqualTo(64);
        assertThat(lists.next(4, 65)).isEqualTo(PLACE);
    }

    @Test
    void unlistedAgain_isFoundAtTheOtherLengths() {
        list(PLACE, 3, 7);
        lists.unlist(PLACE, 7);
        assertThat(lists.next(7, 0)).isEqualTo(-1);
        assertThat(lists.next(3, 0)).isEqualTo(PLACE);
    }

    @Test
    void run_thatIsListedLonger_isFound() {
        list(PLACE, 7);
        assertThat(lists.isListed(PLACE, 1 << 3 | 1 << 7)).isTrue();
        assertThat(lists.isListed(PLACE, 1 << 3 | 1 << 8)).isFalse();
    }

    @Test
    void list_unpreparedPlace_isRefused() {
        assertThatThrownBy(() -> lists.list(PLACE, 1 << 3)).hasMessageContaining("700");
    }
}
