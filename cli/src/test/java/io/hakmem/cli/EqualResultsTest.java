package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.Measurement;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.measure.Summary;
import io.hakmem.bench.workload.SqliteRows;
import io.hakmem.bench.workload.ThreadKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EqualResultsTest {
    @BeforeAll
    static void needsSqlite() {
        assumeThat(SqliteRows.whatIsMissing()).isEmpty();
    }

    @Test
    void require_differentResults_isRefusedByName() throws InterruptedException {
        List<Run> runs = List.of(run("one", 1), run("other", 2));

        assertThatThrownBy(() -> EqualResults.require(runs))
                .isInstanceOf(RunFailure.class)
                .hasMessage("The results differ: on one the checksum was "
                        + runs.get(0).workloadFigures().checksum() + ", on other "
                        + runs.get(1).workloadFigures().checksum() + ".");
    }

    @Test
    void print_equalResults_comparesWithTheLastAllocator() throws InterruptedException {
        List<Run> runs = List.of(run("one", 1), run("other", 1));
        StringWriter text = new StringWriter();

        EqualResults.require(runs);
        EqualResults.print(Summary.byAllocator(runs), new PrintWriter(text, true));

        assertThat(text.toString())
                .contains("All runs computed the same", "one took ", " times as long as other.")
                .doesNotContain("other took");
    }

    private static Run run(String name, long seed) throws InterruptedException {
        return new Measurement(name, AllocatorKind.FFM_GLIBC.open(), ThreadKind.PLATFORM, RunMode.RATE, false)
                .run(new SqliteRows(100, seed), Duration.ZERO);
    }
}
