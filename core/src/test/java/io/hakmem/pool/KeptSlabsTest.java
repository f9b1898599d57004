package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.FakeClock;
import io.hakmem.slab.Slab;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How long the last slab of a class that filled up is kept: 16 refills of the class or a second.
final class KeptSlabsTest {
    private static final int SIZE_CLASS = 3;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final FakeClock clock = new FakeClock();
    private final KeptSlabs kept = new KeptSlabs(clock);
    private final Slab slab = full(1, SIZE_CLASS);
    private final Slab other = full(2, SIZE_CLASS);

    @Test
    void keeps_theFirstOfAClass_isTrue() {
        assertThat(kept.keeps(slab)).isTrue();
    }

    @Test
    void keeps_theSameAgain_isTrue() {
        kept.keeps(slab);
        assertThat(kept.keeps(slab)).isTrue();
    }

    @Test
    void keeps_anotherOfTheClass_isFalse() {
        kept.keeps(slab);
        assertThat(kept.keeps(other)).isFalse();
    }

    @Test
    void keeps_oneOfAnotherClass_isTrue() {
        kept.keeps(slab);
        assertThat(kept.keeps(full(2, SIZE_CLASS + 1))).isTrue();
    }

    @Test
    void keeps_anotherWhenTheKeptOneIsInUse_isTrue() {
        kept.keeps(slab);
        slab.takeWord(0);
        assertThat(kept.keeps(other)).isTrue();
    }

    @Test
    void keeps_anotherWhenTheKeptOneIsRetired_isTrue() {
        kept.keeps(slab);
        slab.leasedOrListedToOwned();
        assertThat(kept.keeps(other)).isTrue();
    }

    @Test
    void keptToExpired_nothingKept_isNull() {
        assertThat(kept.keptToExpired(SIZE_CLASS, true)).isNull();
    }

    @Test
    void keptToExpired_fifteenRefillsLater_stays() {
        kept.keeps(slab);
        refill(15);
        assertThat(kept.keptToExpired(SIZE_CLASS, false)).isNull();
    }

    @Test
    void keptToExpired_sixteenRefillsLater_isTheSlab() {
        kept.keeps(slab);
        refill(16);
        assertThat(kept.keptToExpired(SIZE_CLASS, false)).isSameAs(slab);
    }

    @Test
    void keptToExpired_refillsOfAnotherClass_stays() {
        kept.keeps(slab);
        IntStream.range(0, 16).forEach(i -> kept.cycle(SIZE_CLASS + 1));
        assertThat(kept.keptToExpired(SIZE_CLASS, false)).isNull();
    }

    @Test
    void keptToExpired_aNanosecondBeforeASecond_stays() {
        kept.keeps(slab);
        clock.advanceNanos(SECOND_NANOS - 1);
        assertThat(kept.keptToExpired(SIZE_CLASS, false)).isNull();
    }

    @Test
    void keptToExpired_aSecondLater_isTheSlab() {
        kept.keeps(slab);
        clock.advanceNanos(SECOND_NANOS);
        assertThat(kept.keptToExpired(SIZE_CLASS, false)).isSameAs(slab);
    }

    @Test
    void keptToExpired_overOrNot_isTheSlab() {
        kept.keeps(slab);
        assertThat(kept.keptToExpired(SIZE_CLASS, true)).isSameAs(slab);
    }

    @Test
    void keptToExpired_expired_isNotKeptAnyMore() {
        kept.keeps(slab);
        kept.keptToExpired(SIZE_CLASS, true);
        assertThat(kept.keptToExpired(SIZE_CLASS, true)).isNull();
    }

    @Test
    void keeps_theSameAgain_beginsANewStay() {
        kept.keeps(slab);
        clock.advanceNanos(SECOND_NANOS - 1);
        kept.keeps(slab);
        clock.advanceNanos(SECOND_NANOS - 1);
        assertThat(kept.keptToExpired(SIZE_CLASS, false)).isNull();
    }

    @Test
    void keptToExpired_theClockWentBackwards_stays() {
        clock.setNanos(10 * SECOND_NANOS);
        kept.keeps(slab);
        clock.setNanos(0);
        assertThat(kept.keptToExpired(SIZE_CLASS, false)).isNull();
    }

    @Test
    void cycle_ofAClass_saysSoEverySixteenthTime() {
        int[] looks = IntStream.rangeClosed(1, 48)
                .filter(refill -> kept.cycle(SIZE_CLASS))
                .toArray();
        assertThat(looks).containsExactly(16, 32, 48);
    }

    private void refill(int times) {
        for (int i = 0; i < times; i++) {
            boolean due = kept.cycle(SIZE_CLASS);
            assertThat(due).isEqualTo(i == 15);
        }
    }

    private static Slab full(int slotIndex, int sizeClass) {
        Slab slab = new Slab(slotIndex, (long) slotIndex << 16, sizeClass, Slab.NOBODY);
        slab.giveWord(0, slab.fullWord(0));
        return slab;
    }
}
