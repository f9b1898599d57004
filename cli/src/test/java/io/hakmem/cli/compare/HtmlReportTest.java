package io.hakmem.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HtmlReportTest {
    private static final String BEGIN = "<script type=\"application/json\" id=\"data\">";

    @Test
    void page_results_holdsThemAsDataThatEndsNoScript() throws IOException {
        String page = HtmlReport.page(ReportMaker.of(results()));
        String json = page.substring(page.indexOf(BEGIN) + BEGIN.length());
        json = json.substring(0, json.indexOf("</script>"));
        JsonNode data = new JsonMapper().readTree(json);

        assertThat(data.at("/header/machine/cpuModel").textValue()).isEqualTo("a </script><b> processor");
        assertThat(data.at("/workloads/0/peers")).hasSize(2);
        assertThat(data.at("/workloads/0/peers/1/ratio/median").doubleValue()).isEqualTo(2);
        assertThat(data.at("/workloads/0/rival").textValue()).isEqualTo("unsafe");
        assertThat(data.at("/targets").findValuesAsText("outcome")).contains("MET", "UNKNOWN");
    }

    /// What is missing is told with its reason, whether it was left out, failed, or was never begun.
    @Test
    void of_whatIsMissing_isNamed() {
        ReportData data = ReportMaker.of(results());

        assertThat(data.complete()).isFalse();
        assertThat(data.gaps())
                .containsExactly(
                        new Header.Gap(null, "ffm:jemalloc", "libjemalloc.so.2 was not found"),
                        new Header.Gap(Comparisons.ID, "unsafe", "round 2 failed: It crashed"),
                        new Header.Gap(Comparisons.ID, null, "1 of 4 runs were not made, since it was ended before"));
    }

    @Test
    void of_runsThatTheHostDisturbed_areCounted() {
        List<Result> disturbed = List.of(
                Comparisons.disturbed(1, "hakmem"),
                Comparisons.disturbed(2, "hakmem"),
                Comparisons.disturbed(1, "unsafe"));

        assertThat(ReportMaker.of(new Results(results().header(), disturbed)).summary())
                .anyMatch(sentence -> sentence.startsWith("In 3 of 3 runs the machine's host"));
        assertThat(ReportMaker.of(results()).summary()).noneMatch(sentence -> sentence.contains("host"));
    }

    /// Nothing is left of native:glibc net of its harness: it may be the best, so no other is called that.
    @Test
    void of_nativeOneWithoutARatio_namesNoBestNative() {
        ReportData data = ReportMaker.of(new Results(
                Comparisons.header(1, List.of("hakmem", "null", "native:null", "native:glibc", "native:mimalloc")),
                List.of(
                        Comparisons.result(1, "hakmem", 100),
                        Comparisons.result(1, "null", 1e6),
                        Comparisons.result(1, "native:null", 2e6),
                        Comparisons.result(1, "native:glibc", 3e6),
                        Comparisons.result(1, "native:mimalloc", 80))));

        assertThat(data.workloads().getFirst().bestNative()).isNull();
        assertThat(data.workloads().getFirst().rival()).isNull();
        assertThat(data.gaps()).extracting(Header.Gap::peer).contains("native:glibc");
    }

    @Test
    void page_needsNothingFromElsewhere() {
        String page = HtmlReport.page(ReportMaker.of(results()));

        assertThat(page).contains("Chart.js v4").doesNotContain("/*DATA*/", "/*CHART*/", "sourceMappingURL");
        assertThat(page).doesNotContainPattern("(?:src|href)=[\"']?(?:https?:)?//");
    }

    @Test
    void read_whatWasWritten_isTheSame_andATornLineIsPassedOver(@TempDir Path folder) throws IOException {
        Results results = results();
        try (ResultsFile file = ResultsFile.begin(folder, results.header())) {
            for (Result result : results.results()) {
                file.add(result);
            }
        }
        Files.writeString(folder.resolve("results.jsonl"), "{\"workload\":\"lar", StandardOpenOption.APPEND);

        assertThat(ResultsFile.read(folder)).isEqualTo(results);
    }

    private static Results results() {
        return new Results(
                Comparisons.header(
                        2,
                        List.of("hakmem", "unsafe"),
                        new Header.Gap(null, "ffm:jemalloc", "libjemalloc.so.2 was not found")),
                List.of(
                        Comparisons.result(1, "hakmem", 20),
                        Comparisons.result(1, "unsafe", 10),
                        Comparisons.failure(2, "unsafe", "It crashed.")));
    }
}
