package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.workload.BudgetStorm;
import io.hakmem.bench.workload.ThreadParade;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchmarkTest {
    @Test
    void jvmArguments_nothingGiven_areThoseOfTheWorkload() {
        assertThat(Benchmark.jvmArguments(new ThreadParade(1, 1), List.of("-Da=b")))
                .containsExactly("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-Da=b");
    }

    @Test
    void jvmArguments_heapGiven_takeNoOtherSizeOfIt() {
        assertThat(Benchmark.jvmArguments(new ThreadParade(1, 1), List.of("-Xmx1g")))
                .containsExactly("-XX:+AlwaysPreTouch", "-Xmx1g");
    }

    @Test
    void jvmArguments_budgetStorm_passOnTheLimit() {
        assertThat(Benchmark.jvmArguments(new BudgetStorm(Duration.ofSeconds(1), 8, 64, 42), List.of()))
                .containsExactly("-Dhakmem.limit=67108864");
    }
}
