package io.hakmem.cli;

import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.workload.BudgetStorm;
import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.Workload;
import java.util.List;
import picocli.CommandLine.Command;

/// Runs the budget-storm job.
@Command(
        name = BudgetStorm.NAME,
        description = {
            "THREADS threads allocate blocks of 16 B to 32 KiB past a limit of LIMIT_MIB MiB (hakmem.limit) for"
                + " SECONDS, and free a random half of theirs when they are refused. Every block is checked. Refusals"
                + " are counted, and those while less than half of the limit was live. LIMIT_MIB 0: what the machine"
                + " or its control group allows.",
            "Arguments left out: 30 8 64 42."
        },
        customSynopsis = "hakmem budget-storm [SECONDS [THREADS [LIMIT_MIB [SEED]]]] [OPTIONS]")
final class BudgetStormCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        return BudgetStorm.of(words(BudgetStorm.defaultWords()));
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
