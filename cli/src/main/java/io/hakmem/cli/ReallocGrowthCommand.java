package io.hakmem.cli;

import io.hakmem.bench.workload.ReallocGrowth;
import io.hakmem.bench.workload.Workload;
import picocli.CommandLine.Command;

/// Runs the realloc-growth job.
@Command(
        name = ReallocGrowth.NAME,
        description = {
            "One thread grows PASSES blocks, one after the other, from 16 bytes to 64 MiB by STEP bytes at a time, or"
                + " to twice the size where STEP is 0. One operation is one reallocation. The bytes that it moved to"
                + " another address are shown beside the rate.",
            "Arguments left out: 4096 5. An allocator that copies at every step takes minutes for that."
        },
        customSynopsis = "hakmem realloc-growth [STEP [PASSES]] [OPTIONS]")
final class ReallocGrowthCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        return ReallocGrowth.of(words(ReallocGrowth.defaultWords()));
    }
}
