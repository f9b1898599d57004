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
    /// What SQLite allocates from when nobody tells it.
    private static final Peer OWN = new JavaPeer(AllocatorKind.FFM_GLIBC);

    SqliteCommand() {
        super(WorkloadKind.SQLITE);
    }

    @Override
    List<Peer> defaultAllocators() {
        return List.of(Peer.HAKMEM, OWN);
    }

    /// Each is a memory that SQLite can be given, and SQLite is there.
    @Override
    void check(List<Peer> allocators) {
        for (Peer allocator : allocators) {
            if (!allocator.equals(Peer.HAKMEM) && !allocator.equals(OWN)) {
                throw InvalidArgument.of(
                        "--allocator", "hakmem or ffm:glibc here, which is SQLite's own", allocator.label());
            }
        }
        SqliteRows.whatIsMissing().ifPresent(missing -> {
            throw new InvalidArgument("sqlite cannot run here: " + missing + ".");
        });
    }
}
