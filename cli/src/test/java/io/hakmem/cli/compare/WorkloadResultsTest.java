package io.hakmem.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The arithmetic of a comparison.
final class WorkloadResultsTest {
    private static final double PRECISION = 1e-9;

    @Test
    void of_figures_givesMedianEndsAndMedianAbsoluteDeviation() {
        assertThat(Spread.of(List.of(5.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(3.5, 1, 9, 2, 4));
        assertThat(Spread.of(List.of())).isNull();
    }

    /// The machine halves its speed in each round: the rates spread, the ratios do not.
    @Test
    void ratio_machineThatDrifts_isTakenWithinRounds() {
        List<Result> results = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            results.add(Comparisons.result(round, "hakmem", 100.0 / (1 << round)));
            results.add(Comparisons.result(round, "ffm:glibc", 80.0 / (1 << round)));
        }
        WorkloadResults figures = new WorkloadResults(Comparisons.ID, results);

        assertThat(figures.ratio("hakmem", "ffm:glibc", Figure.RATE)).isEqualTo(new Spread(1.25, 1.25, 1.25, 0, 3));
        assertThat(figures.spread("hakmem", Figure.RATE)).isEqualTo(new Spread(25, 12.5, 50, 12.5, 3));
    }

    @Test
    void ratio_roundThatOneLacks_isNoPartOfIt() {
        WorkloadResults figures = new WorkloadResults(
                Comparisons.ID,
                List.of(
                        Comparisons.result(1, "hakmem", 10),
                        Comparisons.result(2, "hakmem", 1_000),
                        Comparisons.result(1, "unsafe", 5),
                        Comparisons.failure(2, "unsafe", "It crashed.")));

        assertThat(figures.ratio("hakmem", "unsafe", Figure.RATE)).isEqualTo(new Spread(2, 2, 2, 0, 1));
        assertThat(figures.ratio("hakmem", "netty-pooled", Figure.RATE)).isNull();
    }

    /// 10 ns less 2 ns of the harness in Java; 7 ns less 1 ns of the one in C.
    @Test
    void net_eachSide_isLessItsOwnHarness() {
        WorkloadResults figures = new WorkloadResults(Comparisons.ID, bothSides());

        assertThat(figures.net("hakmem", Figure.NANOS))
                .satisfies(net -> assertThat(medianOf(net)).isEqualTo(8, within(PRECISION)));
        assertThat(figures.net("native:glibc", Figure.NANOS))
                .satisfies(net -> assertThat(medianOf(net)).isEqualTo(6, within(PRECISION)));
    }

    @Test
    void advantage_harnessesThatDiffer_isThatOfNetTimes() {
        WorkloadResults figures = new WorkloadResults(Comparisons.ID, bothSides());

        assertThat(figures.harnessesDiffer("hakmem", "native:glibc")).isTrue();
        assertThat(medianOf(figures.advantage("hakmem", "native:glibc"))).isEqualTo(6.0 / 8, within(PRECISION));
        assertThat(medianOf(figures.advantage("hakmem", "native:null"))).isEqualTo(0.1, within(PRECISION));
    }

    @Test
    void advantage_harnessesAlike_isThatOfRates() {
        WorkloadResults figures = new WorkloadResults(
                Comparisons.ID,
                List.of(
                        Comparisons.result(1, "hakmem", 1e8),
                        Comparisons.result(1, "null", 5e8),
                        Comparisons.result(1, "native:glibc", 2e8),
                        Comparisons.result(1, "native:null", 5.2e8)));

        assertThat(medianOf(figures.advantage("hakmem", "native:glibc"))).isEqualTo(0.5, within(PRECISION));
    }

    /// The second round is the better one for `unsafe`: without it the ratio would flatter HAKMEM.
    @Test
    void netRatio_nothingLeftInARound_isNone() {
        WorkloadResults figures = new WorkloadResults(
                Comparisons.ID,
                List.of(
                        Comparisons.result(1, "hakmem", 1e8),
                        Comparisons.result(1, "null", 2e8),
                        Comparisons.result(1, "unsafe", 1e7),
                        Comparisons.result(2, "hakmem", 1e8),
                        Comparisons.result(2, "null", 2e8),
                        Comparisons.result(2, "unsafe", 3e8)));

        assertThat(figures.netRatio("unsafe", "hakmem", Figure.NANOS)).isNull();
    }

    private static List<Result> bothSides() {
        return List.of(
                Comparisons.result(1, "hakmem", 1e9 / 10),
                Comparisons.result(1, "null", 1e9 / 2),
                Comparisons.result(1, "native:glibc", 1e9 / 7),
                Comparisons.result(1, "native:null", 1e9 / 1));
    }

    private static double medianOf(@Nullable Spread spread) {
        return Objects.requireNonNull(spread).median();
    }
}
