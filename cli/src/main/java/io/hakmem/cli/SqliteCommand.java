package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.SqliteRows;
import io.hakmem.bench.workload.Workload;
import io.hakmem.bench.workload.WorkloadKind;
import java.util.List;
import java.util.Optional;
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

    /// Says why an allocator cannot do a workload, if it is SQLite that would have to call it.
    static Optional<String> whyNot(Peer allocator, Workload workload) {
        if (workload.callsAllocator()) {
            return Optional.empty();
        }
        boolean isMemory = allocator instanceof JavaPeer peer
                && (peer.kind() == AllocatorKind.HAKMEM || peer.kind() == AllocatorKind.FFM_GLIBC);
        return isMemory ? SqliteRows.whatIsMissing() : Optional.of("it is no memory that SQLite can be given");
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
