package io.hakmem.bits;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Rivals;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A table of references at the borders of its parts.
final class ReferenceTableTest {
    private static final int SIZE = 5000;
    private final ReferenceTable table = new ReferenceTable(SIZE);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, SIZE - 1})
    void get_neverSet_isNull(int index) {
        assertThat(table.getAcquire(index)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, SIZE - 1})
    void get_afterSet_isTheValue(int index) {
        table.setVolatile(index, "value");
        assertThat(table.getAcquire(index)).isEqualTo("value");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1023, 1024})
    void set_anyIndex_leavesTheNeighbours(int index) {
        table.setVolatile(index, "value");
        assertThat(new Object[] {table.getAcquire(index - 1), table.getAcquire(index + 1)})
                .containsOnlyNulls();
    }

    @Test
    void set_null_forgets() {
        table.setVolatile(7, "value");
        table.setVolatile(7, null);
        assertThat(table.getAcquire(7)).isNull();
    }

    @Test
    void compareAndSet_nullExpectedAndFound_stores() {
        assertThat(table.compareAndSet(SIZE - 1, null, "value")).isTrue();
        assertThat(table.getAcquire(SIZE - 1)).isEqualTo("value");
    }

    @Test
    void compareAndSet_anotherFound_storesNothing() {
        table.setVolatile(3, "value");
        assertThat(table.compareAndSet(3, null, "other")).isFalse();
        assertThat(table.getAcquire(3)).isEqualTo("value");
    }

    @Test
    void metadata_onePartUsed_growsByLessThanTwoParts() {
        long unused = table.metadataBytes();
        table.setVolatile(0, "value");
        assertThat(table.metadataBytes() - unused).isBetween(4 * 1024L, 2 * 4 * 1024L - 1);
    }

    @Test
    void compareAndSet_byRivalsOnFreshParts_isWonByOneEach() {
        AtomicInteger wins = new AtomicInteger();
        Rivals.race(4, rival -> {
            for (int index = 0; index < SIZE; index++) {
                if (table.compareAndSet(index, null, rival)) {
                    wins.incrementAndGet();
                }
            }
        });
        assertThat(wins.get()).isEqualTo(SIZE);
    }

    @Test
    void set_byRivalsOnFreshParts_losesNothing() {
        ReferenceTable large = new ReferenceTable(1 << 16);
        Rivals.race(4, rival -> {
            for (int index = rival; index < 1 << 16; index += 4) {
                large.setVolatile(index, index);
            }
        });
        for (int index = 0; index < 1 << 16; index++) {
            assertThat(large.getAcquire(index)).isEqualTo(index);
        }
    }
}
