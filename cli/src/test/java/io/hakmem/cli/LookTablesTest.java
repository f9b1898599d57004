package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.measure.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LookTablesTest {
    @Test
    void shown_manyLooksOfAMoment_areThoseOfEachHalfSecond() {
        List<Run.Look> looks = new ArrayList<>();
        looks.add(look("full", 0.3));
        for (int tenth = 0; tenth <= 12; tenth++) {
            looks.add(look("silence", 0.7 + tenth * 0.1));
        }
        looks.add(look("freed", 2));

        assertThat(LookTables.shown(looks).stream().map(look -> Math.round(look.atSeconds() * 10)))
                .containsExactly(3L, 7L, 12L, 17L, 20L);
    }

    private static Run.Look look(String moment, double atSeconds) {
        return new Run.Look(moment, atSeconds, null, null, null, null, null, 0, null);
    }
}
