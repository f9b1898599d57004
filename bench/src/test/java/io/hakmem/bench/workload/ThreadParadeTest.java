package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.bench.allocator.AllocatorKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThreadParadeTest {
    private static final ThreadParade JOB = new ThreadParade(40, 42);

    @Test
    void run_eachThread_handsTenBlocksOnToTheNext() throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(8 << 20, Long.MAX_VALUE)) {
            Moments moments = new Moments(allocator);

            Outcome outcome = JOB.run(allocator, ThreadKind.PLATFORM, Duration.ZERO, moments);

            assertThat(outcome.operations()).isEqualTo(40);
            assertThat(outcome.frees()).isEqualTo(40 * 90 + 39 * 10);
            assertThat(outcome.handedOverFrees()).isEqualTo(39 * 10);
            assertThat(moments.live("thread 2")).isEqualTo(10);
            assertThat(moments.live("ended")).isEqualTo(10);
            assertThat(allocator.live()).isZero();
            assertThat(new HashSet<>(allocator.freeingThreads())).hasSize(41);
        }
    }

    @Test
    void run_twentyLooks_tellWhatIsHandedOn() throws InterruptedException {
        try (CheckingBlocks allocator = new CheckingBlocks(8 << 20, Long.MAX_VALUE)) {
            Moments moments = new Moments(allocator);

            JOB.run(allocator, ThreadKind.VIRTUAL, Duration.ZERO, moments);

            assertThat(moments.names()).hasSize(22).contains("thread 2", "thread 40");
            assertThat(moments.holding("thread 40").liveBytes()).isBetween(160L, 10_240L);
        }
    }

    @Test
    void run_warmUp_isNotCounted() throws InterruptedException {
        Outcome outcome =
                JOB.run(AllocatorKind.NULL.open(), ThreadKind.PLATFORM, Duration.ofNanos(1), MeasuredTime.IGNORED);

        assertThat(outcome.handedOverFrees()).isEqualTo(39 * 10);
    }

    @Test
    void of_words_readsThemInOrder() {
        ThreadParade job = ThreadParade.of(List.of("1", "2"));

        assertThat(job).isEqualTo(new ThreadParade(1, 2));
        assertThat(ThreadParade.of(job.words())).isEqualTo(job);
    }
}
