package io.hakmem.cli;

import io.hakmem.bench.measure.Machine;
import io.hakmem.bench.workload.WorkloadKind;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The root of the commands.
@Command(
        name = "hakmem",
        description = "Measures HAKMEM, a malloc for memory outside the Java heap, beside other allocators.",
        mixinStandardHelpOptions = true,
        versionProvider = HakmemCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class HakmemCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Returns the whole command line, ready to execute.
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new HakmemCommand());
        for (WorkloadKind kind : WorkloadKind.values()) {
            line.addSubcommand(WorkloadCommand.of(kind));
        }
        line.addSubcommand(new CompareCommand());
        line.addSubcommand(new ReportCommand());
        return line
                // A negative number is an argument to refuse by name, not an option.
                .setUnmatchedOptionsArePositionalParams(true)
                .setParameterExceptionHandler((failure, arguments) -> refuse(failure))
                .setExecutionExceptionHandler((failure, command, result) -> {
                    command.getErr().println(Failures.describe(failure));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing: " + commands(spec.commandLine()) + ".");
    }

    /// One sentence, then the usage of the command that was meant.
    private static int refuse(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(sentence(failure));
        err.println();
        command.usage(err);
        return CommandLine.ExitCode.USAGE;
    }

    private static String sentence(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            return word.startsWith("-")
                    ? "There is no option '" + word + "'."
                    : "There is no command '" + word + "', but " + commands(failure.getCommandLine()) + ".";
        }
        String sentence = String.valueOf(failure.getMessage());
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static String commands(CommandLine command) {
        return String.join(", ", command.getSubcommands().keySet());
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Machine machine = Machine.current();
            return new String[] {"HAKMEM " + machine.hakmemVersion() + ", JDK " + machine.jdkVersion()};
        }
    }
}
