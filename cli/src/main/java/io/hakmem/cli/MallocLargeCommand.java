package io.hakmem.cli;

import io.hakmem.bench.workload.MallocLarge;
import io.hakmem.bench.workload.Workload;
import picocli.CommandLine.Command;

/// Runs the malloc-large job.
@Command(
        name = MallocLarge.NAME,
        description = {
            "One thread replaces one of BLOCKS zeroed blocks of MIN to MAX bytes at a time, OPERATIONS times, and"
                    + " touches every page. One operation is a zeroed allocation and a free. Page faults, live and"
                    + " resident bytes are shown beside the rate.",
            "Arguments left out: 2000 20 5242880 26214400 42, as in mimalloc-bench."
        },
        customSynopsis = "hakmem malloc-large [OPERATIONS [BLOCKS [MIN [MAX [SEED]]]]] [OPTIONS]")
final class MallocLargeCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        return MallocLarge.of(words(MallocLarge.defaultWords()));
    }
}
