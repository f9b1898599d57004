package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.SqliteRows;
import io.hakmem.bench.workload.Workload;
import java.util.List;
import picocli.CommandLine.Command;

/// Runs the sqlite job.
@Command(
        name = SqliteRows.NAME,
        description = {
            "One thread with a SQLite database in memory inserts ROWS rows in one transaction, looks up a quarter as"
                + " many by an index, sums all up by groups, reads all in the order of their names, and closes it."
                + " SQLite allocates from HAKMEM by callbacks; as ffm:glibc, it keeps its own malloc. Both must give"
                + " the same results.",
            "Arguments left out: 1000000 42."
        },
        customSynopsis = "hakmem sqlite [ROWS [SEED]] [OPTIONS]")
final class SqliteCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        return SqliteRows.of(words(SqliteRows.defaultWords()));
    }

    @Override
    List<AllocatorKind> defaultAllocators() {
        return List.of(AllocatorKind.HAKMEM, AllocatorKind.FFM_GLIBC);
    }

    /// Each is a memory that SQLite can be given, and SQLite is there.
    @Override
    void check(List<AllocatorKind> allocators) {
        for (AllocatorKind allocator : allocators) {
            if (allocator != AllocatorKind.HAKMEM && allocator != AllocatorKind.FFM_GLIBC) {
                throw InvalidArgument.of(
                        "--allocator", "hakmem or ffm:glibc here, which is SQLite's own", allocator.label());
            }
        }
        SqliteRows.whatIsMissing().ifPresent(missing -> {
            throw new InvalidArgument("sqlite cannot run here: " + missing + ".");
        });
    }
}
