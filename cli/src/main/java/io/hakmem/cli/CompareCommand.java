package io.hakmem.cli;

import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.cli.compare.Comparison;
import io.hakmem.cli.compare.Interruption;
import io.hakmem.cli.compare.Mode;
import io.hakmem.cli.compare.OutputFolder;
import io.hakmem.cli.compare.ReportMaker;
import io.hakmem.cli.compare.Results;
import io.hakmem.cli.compare.ResultsFile;
import io.hakmem.cli.compare.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Compares allocators over many workloads.
@Command(
        name = "compare",
        customSynopsis = "hakmem compare [--quick | --full] [OPTIONS]",
        description = {
            "Runs workloads on several allocators in turn, each run in a process of its own, and writes a report for"
                    + " the browser. hakmem runs twice in each round, and null always.",
            "Ctrl-C ends it early; what was measured so far is reported."
        })
final class CompareCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", hidden = true)
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--quick", description = "A few workloads, 3 rounds: minutes (default).")
    private boolean quick;

    @Option(names = "--full", description = "All workloads, 5 rounds: hours.")
    private boolean full;

    @Option(names = "--workload", paramLabel = "NAME", split = ",", description = "Run these workloads only.")
    private List<String> workloads = new ArrayList<>();

    @Option(names = "--allocator", paramLabel = "NAME", split = ",", description = "Compare with these only.")
    private List<String> allocators = new ArrayList<>();

    @Option(names = "--repeat", paramLabel = "N", description = "Make N rounds.")
    private @Nullable String repeat;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write results.jsonl and report.html there (default: a new folder in target/compare).")
    private @Nullable String folder;

    @Option(
            names = "--compare-with",
            paramLabel = "OLD",
            description = "Compare with an earlier HAKMEM too: a jar of hakmem-core, or a git revision.")
    private @Nullable String old;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean help;

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        Schedule schedule;
        Path out;
        ChildContenders contenders = new ChildContenders();
        try {
            schedule = Schedule.of(request(contenders), contenders);
            out = OutputFolder.of(folder);
        } catch (InvalidArgument refused) {
            throw new ParameterException(command, String.valueOf(refused.getMessage()), refused);
        }
        CompareTables tables = new CompareTables(command.getErr());
        tables.printGaps(schedule.header().gaps());
        contenders.show(new ProgressLine(command.getErr(), schedule.runs().size(), schedule.meanTime()));
        boolean interrupted;
        try (Interruption interruption = new Interruption();
                ResultsFile file = ResultsFile.begin(out, schedule.header())) {
            Results results = new Comparison(schedule, file, contenders).run(interruption);
            new CompareTables(command.getOut()).publish(out, ReportMaker.of(results));
            interrupted = interruption.isRequested();
        }
        return interrupted ? INTERRUPTED : CommandLine.ExitCode.OK;
    }

    private Schedule.Request request(ChildContenders contenders) {
        if (!arguments.isEmpty()) {
            String word = arguments.getFirst();
            throw new InvalidArgument(
                    word.startsWith("-")
                            ? "There is no option '" + word + "'."
                            : "compare takes options only, but was given '" + word + "'.");
        }
        if (quick && full) {
            throw new InvalidArgument("--quick and --full exclude each other: give one of them.");
        }
        return new Schedule.Request(
                full ? Mode.FULL : Mode.QUICK,
                workloads,
                allocators,
                repeat == null ? null : BenchmarkOptions.repeat(repeat),
                old == null ? null : contenders.earlier(old));
    }
}
