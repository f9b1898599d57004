package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.measure.Run;
import io.hakmem.bench.workload.InvalidArgument;
import java.util.Optional;

/// Something that can be measured, by its name on the command line.
interface Peer {
    /// HAKMEM as it comes.
    Peer HAKMEM = new JavaPeer(AllocatorKind.HAKMEM);

    /// Returns the name on the command line and in reports.
    String label();

    /// Says in a sentence without a full stop why it cannot do this job here, if so.
    Optional<String> whatIsMissing(Job job);

    /// Does the job in a process of its own, and returns its figures.
    ///
    /// @throws RunFailure if there are none
    /// @throws InterruptedException if the calling thread is interrupted
    Run run(Job job, ProgressLine progress) throws InterruptedException;

    /// Returns the peer of this name.
    ///
    /// @throws InvalidArgument if there is none; the message names those that there are
    static Peer labelled(String label) {
        return JavaPeer.labelled(label)
                .or(() -> NativePeer.labelled(label))
                .orElseThrow(() -> InvalidArgument.of("--allocator", "one of " + labels(), label));
    }

    /// Returns all names, for messages.
    static String labels() {
        return AllocatorKind.labels() + ", " + JavaPeer.OF_JAR + "JAR, " + NativePeer.labels();
    }
}
