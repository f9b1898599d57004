package io.hakmem.cli;

import io.hakmem.bench.workload.PhaseChange;
import io.hakmem.bench.workload.Workload;
import picocli.CommandLine.Command;

/// Runs the phase-change job.
@Command(
        name = PhaseChange.NAME,
        description = {
            "One thread fills MIB MiB with blocks of 48 B, frees nine of ten (runs: in random stretches of 64 KiB of"
                + " addresses; random: each by itself), is silent for 2 s, and fills NEXT_MIB MiB with blocks of 320"
                + " B. Committed and resident by live bytes are shown after each phase.",
            "Arguments left out: runs 512 400 42."
        },
        customSynopsis = "hakmem phase-change [runs|random [MIB [NEXT_MIB [SEED]]]] [OPTIONS]")
final class PhaseChangeCommand extends BenchmarkCommand {
    @Override
    Workload workload() {
        return PhaseChange.of(words(PhaseChange.defaultWords()));
    }
}
