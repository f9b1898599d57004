package io.hakmem.cli;

import io.hakmem.bench.workload.Workload;
import io.hakmem.bench.workload.WorkloadKind;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Runs one workload. What only some of them have, a class below adds.
@Command
class WorkloadCommand extends BenchmarkCommand {
    private static final String OPTION = "--";

    private final WorkloadKind kind;

    WorkloadCommand(WorkloadKind kind) {
        this.kind = kind;
    }

    /// Returns the command of a workload.
    static CommandLine of(WorkloadKind kind) {
        WorkloadCommand command = switch (kind) {
            case RANDOM_MIXED -> new RandomMixedCommand();
            case BURST -> new BurstCommand();
            case BUDGET_STORM -> new BudgetStormCommand();
            case SQLITE -> new SqliteCommand();
            default -> new WorkloadCommand(kind);
        };
        CommandLine line = new CommandLine(command);
        UsageMessageSpec usage = line.getCommandSpec().name(kind.label()).usageMessage();
        List<String> names = kind.arguments().subList(0, command.positional());
        usage.customSynopsis(
                "hakmem " + kind.label() + " [" + String.join(" [", names) + "]".repeat(names.size()) + " [OPTIONS]");
        usage.description(kind.description(), "Arguments left out: " + String.join(" ", command.defaultWords()) + ".");
        return line;
    }

    /// Returns the words of the arguments that are options, which come last.
    List<String> optionWords() {
        return List.of();
    }

    @Override
    Workload workload() {
        List<String> words = words(defaultWords());
        words.addAll(optionWords());
        return kind.workload(words);
    }

    private List<String> defaultWords() {
        return kind.defaultWords().subList(0, positional());
    }

    private int positional() {
        return (int) kind.arguments().stream()
                .filter(name -> !name.startsWith(OPTION))
                .count();
    }
}
