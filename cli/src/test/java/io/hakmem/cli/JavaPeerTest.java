package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.BudgetStorm;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.ThreadParade;
import io.hakmem.bench.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaPeerTest {
    @Test
    void jvmArguments_nothingGiven_areThoseOfTheWorkload() {
        assertThat(jvmArguments(new ThreadParade(1, 1), List.of("-Da=b")))
                .containsExactly("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-Da=b");
    }

    @Test
    void jvmArguments_heapGiven_takeNoOtherSizeOfIt() {
        assertThat(jvmArguments(new ThreadParade(1, 1), List.of("-Xmx1g")))
                .containsExactly("-XX:+AlwaysPreTouch", "-Xmx1g");
    }

    @Test
    void jvmArguments_objectForEachBlock_leaveTheHeapOpen() {
        assertThat(jvmArguments(AllocatorKind.ARENA_CONFINED, new ThreadParade(1, 1), List.of()))
                .containsExactly("-XX:+AlwaysPreTouch");
    }

    @Test
    void jvmArguments_budgetStorm_passOnTheLimit() {
        assertThat(jvmArguments(new BudgetStorm(Duration.ofSeconds(1), 8, 64, 42), List.of()))
                .containsExactly("-Dhakmem.limit=67108864");
    }

    @Test
    void jvmArguments_check_leaveTheHeapOpen() {
        Job job = new Job(
                new ThreadParade(1, 1),
                ThreadKind.PLATFORM,
                Duration.ZERO,
                null,
                RunMode.CHECK,
                false,
                false,
                List.of());

        assertThat(new JavaPeer(AllocatorKind.HAKMEM_FAST).jvmArguments(job))
                .containsExactly("-XX:+AlwaysPreTouch", "-Dhakmem.checking=fast", "-Dio.hakmem.bench.check=true");
    }

    private static List<String> jvmArguments(Workload workload, List<String> given) {
        return jvmArguments(AllocatorKind.HAKMEM, workload, given);
    }

    private static List<String> jvmArguments(AllocatorKind kind, Workload workload, List<String> given) {
        return new JavaPeer(kind)
                .jvmArguments(
                        new Job(workload, ThreadKind.PLATFORM, Duration.ZERO, null, RunMode.RATE, false, false, given));
    }
}
