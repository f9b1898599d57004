package io.hakmem.cli;

import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.cli.compare.ReportData;
import io.hakmem.cli.compare.ReportMaker;
import io.hakmem.cli.compare.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes the report of a comparison anew.
@Command(
        name = "report",
        customSynopsis = "hakmem report DIR",
        description = "Makes the report of a comparison anew from the results.jsonl in DIR, without measuring.")
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "DIR", hidden = true)
    private List<String> folders = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean help;

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        Path folder;
        ReportData data;
        try {
            if (folders.size() != 1) {
                throw new InvalidArgument("report takes one DIR, but was given " + folders.size() + ".");
            }
            folder = Path.of(folders.getFirst());
            data = ReportMaker.of(ResultsFile.read(folder));
        } catch (InvalidArgument refused) {
            throw new ParameterException(command, String.valueOf(refused.getMessage()), refused);
        }
        new CompareTables(command.getOut()).publish(folder, data);
        return CommandLine.ExitCode.OK;
    }
}
