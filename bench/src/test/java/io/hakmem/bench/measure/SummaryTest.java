package io.hakmem.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    @Test
    void median_oddCount_isTheMiddleOne() {
        assertThat(Summary.median(1, 5, 100)).isEqualTo(5);
    }

    @Test
    void median_evenCount_isTheMeanOfTheMiddleTwo() {
        assertThat(Summary.median(1, 4, 6, 100)).isEqualTo(5);
    }

    @Test
    void byAllocator_interleavedRuns_keepsTheOrderOfFirstRuns() {
        List<Summary> summaries = Summary.byAllocator(
                List.of(Runs.of("b", 30), Runs.of("a", 1), Runs.of("b", 10), Runs.of("a", 3), Runs.of("b", 20)));

        assertThat(summaries).extracting(Summary::allocator).containsExactly("b", "a");
        assertThat(summaries).extracting(Summary::medianOperationsPerSecond).containsExactly(20.0, 2.0);
    }

    @Test
    void byAllocator_unsortedRuns_spreadIsLargestLessSmallestByMedian() {
        Summary summary = Summary.byAllocator(List.of(Runs.of("a", 25), Runs.of("a", 15), Runs.of("a", 20)))
                .getFirst();

        assertThat(summary.spread()).isCloseTo(0.5, within(1e-9));
        assertThat(summary.typical().operationsPerSecond()).isEqualTo(20);
    }

    @Test
    void byAllocator_oneRun_hasNoSpread() {
        assertThat(Summary.byAllocator(List.of(Runs.of("a", 25))).getFirst().spread())
                .isZero();
    }
}
