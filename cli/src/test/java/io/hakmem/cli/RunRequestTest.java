package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.BudgetStorm;
import io.hakmem.bench.workload.Burst;
import io.hakmem.bench.workload.Larson;
import io.hakmem.bench.workload.MallocLarge;
import io.hakmem.bench.workload.MediumFragmentation;
import io.hakmem.bench.workload.PhaseChange;
import io.hakmem.bench.workload.RandomMixed;
import io.hakmem.bench.workload.ReallocGrowth;
import io.hakmem.bench.workload.SqliteRows;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.ThreadParade;
import io.hakmem.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RunRequestTest {
    static Stream<Workload> workloads() {
        return Stream.of(
                new Larson(Duration.ofMillis(1_500), 8, 1_000, 5_000, 100, 4_141, 2),
                new RandomMixed(100_000, 256, 42, 3),
                new MallocLarge(2_000, 20, 5_000, 25_000, 42),
                new MediumFragmentation(1_000_000, 512, 42),
                new ReallocGrowth(4_096, 20),
                new Burst(1_024, 8, Duration.ofMillis(1_500), 42),
                new PhaseChange(PhaseChange.Way.RANDOM, 512, 400, 42),
                new ThreadParade(10_000, 42),
                new BudgetStorm(Duration.ofMillis(1_500), 8, 64, 42),
                new SqliteRows(1_000_000, 42));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void of_ownWords_isEqual(Workload workload) {
        RunRequest request = new RunRequest(
                "hakmem@any.jar",
                AllocatorKind.FFM_GLIBC,
                ThreadKind.VIRTUAL,
                Duration.ofMillis(250),
                RunMode.LATENCY,
                true,
                false,
                Path.of("a folder", "figures.json"),
                workload);

        assertThat(RunRequest.of(request.words())).isEqualTo(request);
    }
}
