package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.SqliteRows;
import io.hakmem.bench.workload.WorkloadKind;
import java.util.List;
import picocli.CommandLine.Command;

/// Runs the sqlite job.
@Command
final class SqliteCommand extends WorkloadCommand {
    SqliteCommand() {
        super(WorkloadKind.SQLITE);
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
