package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The run of Larson that took 103 GB in two seconds from the allocator which HAKMEM revives: in `mvn verify` for a
/// moment, with `-Psoak` for ten minutes each.
final class ChurnTest {
    private static final String SECONDS = System.getProperty("hakmem.test.churnSeconds", "2");
    private static final long MOST_SUPER_SLABS = 8;
    private static final long MOST_BYTES = 16 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void larson_withThreadsThatHandOver_staysInAFewSuperSlabs(String threads) throws IOException {
        Command command = Command.run(
                "larson", SECONDS, "8", "128", "1024", "1", "12345", "4", "--threads", threads, "--json", "-");

        assertThat(command.exitCode()).as(command.err()).isZero();
        JsonNode run = new JsonMapper().readTree(command.out()).path("runs").path(0);
        assertThat(run.path("operations").longValue()).isPositive();
        assertThat(run.path("superSlabs").path("peakActive").longValue()).isBetween(1L, MOST_SUPER_SLABS);
        JsonNode memory = run.path("memory");
        assertThat(memory.path("peakCommittedBytes").longValue()).isBetween(1L, MOST_BYTES);
        assertThat(memory.path("peakResidentBytes").longValue()).isBetween(1L, MOST_BYTES);
        assertThat(run.path("frees").path("local").longValue()
                        + run.path("frees").path("remote").longValue())
                .isEqualTo(run.path("harnessFrees").longValue());
        assertThat(run.path("limits").path("refused").longValue()).isZero();
        assertThat(run.path("afterFree").path("liveBytes").longValue()).isZero();
    }
}
