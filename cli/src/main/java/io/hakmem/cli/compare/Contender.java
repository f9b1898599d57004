package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Run;
import java.util.Optional;

/// An allocator that can be compared with others.
public interface Contender {
    /// Returns its name on the command line and in reports.
    String label();

    /// Says in a sentence without a full stop why it cannot do this task here, if so.
    Optional<String> whatIsMissing(Task task);

    /// Does a task in a process of its own. The notes of the figures say what of it cannot be compared.
    ///
    /// @throws RuntimeException when the run gives no figures; the message is for the user
    /// @throws InterruptedException if the calling thread is interrupted, when the process has been ended
    Run run(Task task) throws InterruptedException;
}
