package io.hakmem.bench.measure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.workload.Burst;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MemoryReturnTest {
    private static final long PAGES = 1_000;

    @Test
    void of_curveThatFalls_tellsWhenItSettledAndWhatWasResidentThen() {
        List<Run.Look> looks = new ArrayList<>();
        looks.add(look(Burst.FULL, 0.5, 90_000L, null));
        for (int tenth = 0; tenth <= 80; tenth++) {
            looks.add(look(Burst.SILENCE, 1 + tenth / 10.0, 10_000L - tenth * 200L, 0L));
        }
        for (int tenth = 0; tenth <= 40; tenth++) {
            looks.add(look(Burst.FREED, 10 + tenth / 10.0, 1_000L - tenth * 10L, 0L));
        }

        assertThat(MemoryReturn.of(looks)).isEqualTo(new MemoryReturn(PAGES, 4.5, 6_000L, -2_000L, 8_000L, 700L));
    }

    @Test
    void of_residentAtAllowedPages_isSettled() {
        assertThat(settled(1_100, 0L)).isEqualTo(0.0);
        assertThat(settled(1_101, 0L)).isNull();
    }

    @Test
    void of_parkedBlocks_mayBeResidentToo() {
        assertThat(settled(1_600, 500L)).isEqualTo(0.0);
        assertThat(settled(1_601, 500L)).isNull();
    }

    @Test
    void of_parkedUnknown_countsAsNone() {
        assertThat(settled(1_100, null)).isEqualTo(0.0);
    }

    @Test
    void of_shortSilence_knowsNothingOfLater() {
        MemoryReturn figures = requireNonNull(MemoryReturn.of(List.of(look(Burst.SILENCE, 1, 5L, 0L))));

        assertThat(figures.residentAfterTwoSecondsBytes()).isNull();
        assertThat(figures.residentAfterFreeBytes()).isNull();
    }

    @Test
    void of_otherMoments_isNothing() {
        assertThat(MemoryReturn.of(List.of(look("filled", 1, 5L, 0L)))).isNull();
    }

    private static @Nullable Double settled(long resident, @Nullable Long parked) {
        return requireNonNull(MemoryReturn.of(List.of(look(Burst.SILENCE, 1, resident, parked))))
                .settledAtSeconds();
    }

    private static Run.Look look(String moment, double atSeconds, @Nullable Long resident, @Nullable Long parked) {
        return new Run.Look(moment, atSeconds, resident, null, parked, null, null, 10, PAGES);
    }
}
