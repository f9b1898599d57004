package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
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
    void check(List<AllocatorKind> allocators) {
        for (AllocatorKind allocator : allocators) {
            if (allocator != AllocatorKind.HAKMEM) {
                throw InvalidArgument.of("--allocator", "hakmem here, the only one with a limit", allocator.label());
            }
        }
    }
}
