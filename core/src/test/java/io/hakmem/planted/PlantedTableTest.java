package io.hakmem.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of faults fits the sources, and a fault that nobody catches fails the build. Nothing is planted here.
final class PlantedTableTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "hakmem");
    private static final Patch PATCH = new Patch("A.java", List.of("a();", "b();"), List.of("b();"));
    private static final Fault FAULT = new Fault("f", "Wrong.", List.of("x", "y"), false, List.of(PATCH));

    static Stream<Fault> faults() throws IOException {
        return PlantedTable.load().faults().values().stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void fault_ofTheTable_appliesToTheSources(Fault fault) throws Exception {
        Map<String, List<String>> files = new HashMap<>();
        for (Patch patch : fault.patches()) {
            List<String> lines = files.get(patch.file());
            List<String> before = lines == null ? Files.readAllLines(SOURCES.resolve(patch.file())) : lines;
            files.put(patch.file(), patch.applyTo(before));
            assertThat(files.get(patch.file())).isNotEqualTo(before);
        }
    }

    @Test
    void table_loaded_hasAtLeast16Faults() throws IOException {
        assertThat(PlantedTable.load().faults()).hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void parse_aFaultWithTwoChangesOfAFile_readsBoth() {
        PlantedTable table = PlantedTable.parse(List.of(
                "attack x = -Dp=1 io.A io.B",
                "# a comment",
                "fault f: Wrong: very.",
                "attacks: x",
                "quick",
                "file: A.java",
                "-  a();",
                "+  b();",
                "-  c();"));
        assertThat(table.attacks()).containsValue(new Attack("x", List.of("-Dp=1"), List.of("io.A", "io.B")));
        assertThat(table.faults())
                .containsValue(new Fault(
                        "f",
                        "Wrong: very.",
                        List.of("x"),
                        true,
                        List.of(
                                new Patch("A.java", List.of("a();"), List.of("b();")),
                                new Patch("A.java", List.of("c();"), List.of()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault f: Wrong.\nattacks: x", "fault f: Wrong.\nattacks: y\nfile: A\n- a", "what", "+ a"})
    void parse_whatIsNotUnderstood_isRefused(String text) {
        List<String> lines = ("attack x = io.A\n" + text).lines().toList();
        assertThatThrownBy(() -> PlantedTable.parse(lines)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void applyTo_foundOnceWithOtherIndentation_changesIt() throws Exception {
        assertThat(PATCH.applyTo(List.of("{", "    a();", "    b();", "}"))).containsExactly("{", "b();", "}");
    }

    @Test
    void applyTo_notFound_isRefused() {
        assertThatThrownBy(() -> PATCH.applyTo(List.of("a();", "c();", "b();")))
                .isInstanceOf(Patch.NotApplicable.class);
    }

    @Test
    void applyTo_foundTwice_isRefused() {
        assertThatThrownBy(() -> PATCH.applyTo(List.of("a();", "b();", "a();", "b();")))
                .isInstanceOf(Patch.NotApplicable.class);
    }

    private static AttackRun run(String attack, AttackRun.End end) {
        return new AttackRun(attack, end, 2, 1, "by", "reason");
    }

    private static List<String> complaints(List<AttackRun> control, List<AttackRun> runs, Set<String> mustCatch) {
        Report report = new Report();
        report.add(new Fault(Report.CONTROL, "none", List.of(), false, List.of()), control);
        report.add(FAULT, runs);
        return report.complaints(List.of(FAULT), mustCatch);
    }

    @Test
    void complaints_oneAttackCaughtIt_areNone() {
        assertThat(complaints(
                        List.of(run("x", AttackRun.End.PASSED)),
                        List.of(run("x", AttackRun.End.PASSED), run("y", AttackRun.End.CAUGHT)),
                        Set.of("y")))
                .isEmpty();
    }

    @Test
    void complaints_nobodyCaughtIt_nameTheFault() {
        assertThat(complaints(List.of(), List.of(run("x", AttackRun.End.PASSED)), Set.of()))
                .singleElement()
                .asString()
                .contains("Nobody caught f");
    }

    @Test
    void complaints_anAttackThatNeverBegan_isNoCatch() {
        assertThat(complaints(List.of(), List.of(run("x", AttackRun.End.BROKEN)), Set.of()))
                .hasSize(2);
    }

    @Test
    void complaints_anAttackThatCaughtNothing_nameIt() {
        List<AttackRun> runs = List.of(run("x", AttackRun.End.PASSED), run("y", AttackRun.End.CAUGHT));
        assertThat(complaints(List.of(), runs, Set.of("x", "y")))
                .singleElement()
                .asString()
                .contains("x caught nothing");
    }

    @Test
    void complaints_anAttackThatFailsWithoutAFault_nameIt() {
        assertThat(complaints(
                        List.of(run("x", AttackRun.End.CAUGHT)), List.of(run("x", AttackRun.End.CAUGHT)), Set.of("x")))
                .singleElement()
                .asString()
                .contains("x does not pass without a fault");
    }
}
