package io.hakmem.cli;

import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.WorkloadKind;
import java.util.List;
import picocli.CommandLine.Command;

/// Runs the budget-storm job.
@Command
final class BudgetStormCommand extends WorkloadCommand {
    BudgetStormCommand() {
        super(WorkloadKind.BUDGET_STORM);
    }

    /// Without a limit the threads would take all of the machine's memory.
    @Override
    void check(List<Peer> allocators) {
        for (Peer allocator : allocators) {
            if (!(allocator instanceof JavaPeer peer && peer.kind().isHakmem())) {
                throw InvalidArgument.of("--allocator", "hakmem here, the only one with a limit", allocator.label());
            }
        }
    }
}
