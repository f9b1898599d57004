package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hakmem.bench.allocator.AllocatorKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SqliteRowsTest {
    private static final SqliteRows JOB = new SqliteRows(10_000, 7);

    @BeforeAll
    static void needsSqlite() {
        assumeThat(SqliteRows.whatIsMissing()).isEmpty();
    }

    @Test
    void run_inHakmemAndInSqlitesOwnMemory_computesTheSame() throws InterruptedException {
        Outcome inside = run(AllocatorKind.HAKMEM, JOB);
        Outcome outside = run(AllocatorKind.FFM_GLIBC, JOB);

        assertThat(inside.figures().checksum()).isEqualTo(outside.figures().checksum());
        assertThat(inside.operations()).isEqualTo(22_500);
        assertThat(inside.frees()).isGreaterThan(10_000);
        assertThat(outside.frees()).isZero();
    }

    @Test
    void run_anotherSeed_computesSomethingElse() throws InterruptedException {
        Outcome one = run(AllocatorKind.FFM_GLIBC, JOB);
        Outcome other = run(AllocatorKind.FFM_GLIBC, new SqliteRows(10_000, 8));

        assertThat(one.figures().checksum()).isNotEqualTo(other.figures().checksum());
    }

    @Test
    void of_words_readsThemInOrder() {
        assertThat(SqliteRows.of(List.of("10000", "7"))).isEqualTo(JOB);
        assertThat(SqliteRows.of(JOB.words())).isEqualTo(JOB);
    }

    private static Outcome run(AllocatorKind kind, SqliteRows job) throws InterruptedException {
        return job.run(kind.open(), ThreadKind.PLATFORM, Duration.ZERO, MeasuredTime.IGNORED);
    }
}
