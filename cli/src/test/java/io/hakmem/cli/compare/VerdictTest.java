package io.hakmem.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of targets.
final class VerdictTest {
    @ParameterizedTest
    @CsvSource({"90, 80, MET", "101, 80, MISSED", "80, 101, MISSED", "100, 100, MET"})
    void of_severalNativeOnes_judgesAgainstTheBest(double mimalloc, double glibc, Verdict.Outcome outcome) {
        Verdict verdict = verdict(
                Target.ofBestNative(1),
                Comparisons.result(1, "hakmem", 100),
                Comparisons.result(1, "native:mimalloc", mimalloc),
                Comparisons.result(1, "native:glibc", glibc));

        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(verdict.detail()).isEqualTo("against native:" + (mimalloc > glibc ? "mimalloc" : "glibc"));
    }

    @Test
    void of_roundsThatDisagree_judgesTheMedianAndSaysSo() {
        Verdict verdict = verdict(
                Target.of("unsafe", 2),
                Comparisons.result(1, "hakmem", 30),
                Comparisons.result(1, "unsafe", 10),
                Comparisons.result(2, "hakmem", 10),
                Comparisons.result(2, "unsafe", 10),
                Comparisons.result(3, "hakmem", 25),
                Comparisons.result(3, "unsafe", 10));

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.MET);
        assertThat(verdict.certain()).isFalse();
    }

    @Test
    void of_whatWasNotMeasured_isUnknown() {
        Verdict verdict = verdict(Target.of("unsafe", 2), Comparisons.result(1, "hakmem", 30));

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.UNKNOWN);
        assertThat(verdict.detail()).isEqualTo("not measured: hakmem or unsafe");
    }

    /// The C harness differs, and native:glibc is no slower than it: it may be the best, so nothing is met.
    @ParameterizedTest
    @CsvSource({"80, UNKNOWN", "110, MISSED"})
    void of_oneThatCannotBeJudged_isNotMet(double mimalloc, Verdict.Outcome outcome) {
        Verdict verdict = verdict(
                Target.ofBestNative(1),
                Comparisons.result(1, "hakmem", 100),
                Comparisons.result(1, "null", 1e6),
                Comparisons.result(1, "native:mimalloc", mimalloc),
                Comparisons.result(1, "native:glibc", 3e6),
                Comparisons.result(1, "native:null", 2e6));

        assertThat(verdict.outcome()).isEqualTo(outcome);
    }

    /// 120 more than the null allocator, where the smallest has 80 more than its own.
    @Test
    void of_peakResident_judgesAgainstTheSmallestNetOfEachHarness() {
        Verdict verdict = verdict(
                Target.peakResident(1.25),
                peak("hakmem", 220),
                peak("null", 100),
                peak("native:mimalloc", 90),
                peak("native:jemalloc", 300),
                peak("native:null", 10));

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.MISSED);
        assertThat(verdict.achieved()).isEqualTo(new Spread(1.5, 1.5, 1.5, 0, 1));
        assertThat(verdict.detail()).startsWith("against native:mimalloc");
    }

    private static Verdict verdict(Target target, Result... results) {
        return Verdict.of(Comparisons.ID, target, new WorkloadResults(Comparisons.ID, List.of(results)));
    }

    private static Result peak(String peer, long bytes) {
        return new Result(
                Comparisons.ID,
                "",
                1,
                peer,
                false,
                Comparisons.run(peer, 1, "{\"peakProcessResidentBytes\":" + bytes + "}"),
                null,
                0);
    }
}
