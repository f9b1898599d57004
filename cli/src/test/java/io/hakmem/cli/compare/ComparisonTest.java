package io.hakmem.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.measure.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final String SLOW = "unsafe";
    private static final String FAILING = "arena-confined";

    @TempDir
    private Path folder;

    private final List<String> runs = new ArrayList<>();

    /// Allocators of any name, which note that they ran.
    private final class Fakes implements Contenders, Progress {
        @Override
        public List<String> defaults(Mode mode) {
            return List.of(SLOW, FAILING);
        }

        @Override
        public Contender labelled(String label) {
            return new Contender() {
                @Override
                public String label() {
                    return label;
                }

                @Override
                public Optional<String> whatIsMissing(Task task) {
                    return Optional.empty();
                }

                @Override
                public Run run(Task task) {
                    runs.add(label);
                    if (label.equals(SLOW)) {
                        throw new TooSlow("Too slow.");
                    }
                    if (label.equals(FAILING)) {
                        throw new IllegalStateException("It crashed.");
                    }
                    return Comparisons.run(label, 1, "{}");
                }
            };
        }

        @Override
        public void begins(String what, Duration left) {}

        @Override
        public void failed(String what, String why) {}
    }

    private Results compared() throws IOException {
        Fakes fakes = new Fakes();
        Schedule schedule =
                Schedule.of(new Schedule.Request(Mode.QUICK, List.of("xmalloc-test"), List.of(), 3, null), fakes);
        try (ResultsFile file = ResultsFile.begin(folder, schedule.header());
                Interruption interruption = new Interruption()) {
            return new Comparison(schedule, file, fakes).run(interruption);
        }
    }

    @Test
    void allocatorThatIsTooSlow_isNotRunInLaterRounds() throws IOException {
        compared();
        assertThat(runs).filteredOn(SLOW::equals).hasSize(1);
    }

    @Test
    void allocatorThatFails_isRunInEveryRound() throws IOException {
        compared();
        assertThat(runs).filteredOn(FAILING::equals).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void allocatorsThatGiveFigures_runInEveryRound() throws IOException {
        compared();
        assertThat(runs).filteredOn("null"::equals).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void everyRoundThatFailed_isToldOnce() throws IOException {
        Results results = compared();
        assertThat(new Gaps(results.header(), results.results()).failed())
                .containsExactlyInAnyOrder(
                        new Header.Gap("xmalloc-test 1 2 64", SLOW, "rounds 1, 2, 3 failed: Too slow"),
                        new Header.Gap("xmalloc-test 1 2 64", FAILING, "rounds 1, 2, 3 failed: It crashed"));
        assertThat(new Gaps(results.header(), results.results()).notRun()).isEmpty();
    }
}
