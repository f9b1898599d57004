package io.hakmem.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.workload.WorkloadKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlanTest {
    private static final int QUICK_COLUMNS = 10;

    @ParameterizedTest
    @MethodSource("lines")
    void workload_everyLine_hasArgumentsThatParse(PlannedWorkload line) {
        List<String> words = line.workload().words();

        assertThat(words).hasSameSizeAs(line.kind().arguments());
        assertThat(words.subList(0, line.words().size())).isEqualTo(line.words());
    }

    @Test
    void lines_everyWorkload_isComparedOrSaidNotToBe() {
        Set<WorkloadKind> kinds = lines().stream().map(PlannedWorkload::kind).collect(Collectors.toSet());
        kinds.addAll(Plan.notCompared().keySet());

        assertThat(kinds).containsExactlyInAnyOrder(WorkloadKind.values());
    }

    @Test
    void lines_all_haveIdsOfTheirOwn() {
        assertThat(lines()).extracting(PlannedWorkload::id).doesNotHaveDuplicates();
    }

    @Test
    void lines_quick_takeFiveMinutesByTheirOwnCount() {
        List<PlannedWorkload> quick = Plan.lines(Mode.QUICK, List.of());
        Duration work = quick.stream()
                .map(line -> Duration.ofMillis(
                        Math.max(1_000, line.workload().expectedTime().toMillis())
                                + Mode.QUICK.warmup().toMillis()))
                .reduce(Duration.ZERO, Duration::plus)
                .multipliedBy((long) Mode.QUICK.rounds() * QUICK_COLUMNS);

        assertThat(quick).hasSizeBetween(3, 5);
        assertThat(work).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void targets_all_nameSomeAllocatorThatCanBeNamed() {
        Set<String> against = new HashSet<>();
        lines().forEach(line -> line.targets().forEach(target -> against.addAll(target.against())));

        assertThat(against).contains("native:mimalloc", "ffm:glibc", "null").allMatch(label -> !label.isBlank());
        assertThat(Arrays.stream(Target.Subject.values()))
                .allMatch(subject -> lines().stream()
                        .anyMatch(line -> line.targets().stream().anyMatch(target -> target.subject() == subject)));
    }

    static List<PlannedWorkload> lines() {
        return Plan.lines(Mode.FULL, List.of());
    }
}
