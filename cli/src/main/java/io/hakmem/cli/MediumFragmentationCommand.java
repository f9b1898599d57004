package io.hakmem.cli;

import io.hakmem.bench.workload.MediumFragmentation;
import io.hakmem.bench.workload.Workload;
import picocli.CommandLine.Command;

/// Runs the medium-fragmentation job.
@Command(
        name = MediumFragmentation.NAME,
        description = {
            "One thread keeps MIB MiB live in blocks of 8 KiB to 1 MiB, small ones as often as large ones by logarithm,"
                    + " and replaces random ones OPERATIONS times; then it frees all of them and allocates one block of"
                    + " MIB MiB. Committed by live bytes are shown, and whether that block took new address space.",
            "Arguments left out: 1000000 512 42."
        },
        customSynopsis = "hakmem medium-fragmentation [OPERATIONS [MIB [SEED]]] [OPTIONS]")
final class MediumFragmentationCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        return MediumFragmentation.of(words(MediumFragmentation.defaultWords()));
    }
}
