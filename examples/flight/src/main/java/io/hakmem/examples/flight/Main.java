package io.hakmem.examples.flight;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/// The command line of the example.
@Command(
        name = "flight",
        mixinStandardHelpOptions = true,
        description = "Record batches over Arrow Flight, with Arrow's buffers in HAKMEM or in Arrow's own allocators.")
public final class Main {
    private Main() {}

    /// Runs a command and ends the JVM with its exit code.
    ///
    /// @param arguments `server`, `client`, `soak` or `turns`, and options
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments));
    }

    /// In one sentence, if it was the arguments.
    private static int explain(Exception e, CommandLine command, ParseResult arguments) throws Exception {
        if (!(e instanceof IllegalArgumentException)) {
            throw e;
        }
        command.getErr().println(e.getMessage());
        return CommandLine.ExitCode.USAGE;
    }

    static final class Common {
        @Option(
                names = "--allocator",
                defaultValue = "hakmem",
                description = "Where Arrow's buffers lie: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
        AllocatorKind kind;

        @Option(names = "--host", defaultValue = "localhost", description = "Default: ${DEFAULT-VALUE}.")
        String host;

        @Option(names = "--port", defaultValue = "8815", description = "Default: ${DEFAULT-VALUE}.")
        int port;

        @Option(names = "--rows", defaultValue = "65536", description = "Of the longest batch. Default: ${DEFAULT-VALUE}.")
        int longestRows;

        @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
        long seed;
    }

    @Command(name = "server", mixinStandardHelpOptions = true, description = "Serves batches until it is killed.")
    @SuppressWarnings("SystemOut")
    int server(@Mixin Common common) throws Exception {
        try (BatchServer server = new BatchServer(common.kind, common.host, common.port)) {
            System.out.println("Serving on port " + server.port() + ", buffers in " + common.kind + ".");
            server.awaitTermination();
        }
        return 0;
    }

    @Command(name = "client", mixinStandardHelpOptions = true, description = "Fetches batches and compares every bit.")
    @SuppressWarnings("SystemOut")
    int client(
            @Mixin Common common,
            @Option(names = "--batches", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.") int batches)
            throws Exception {
        try (BatchClient client = new BatchClient(common.kind, common.host, common.port)) {
            long bytes = client.fetch(new BatchRequest(common.seed, batches, common.longestRows));
            System.out.printf("%d batches, %.1f MiB, equal bit for bit.%n", batches, Soak.mib(bytes));
        }
        return 0;
    }

    @Command(
            name = "soak",
            mixinStandardHelpOptions = true,
            description = "A server and clients in one process: resident set over time, and after all roots are closed.")
    @SuppressWarnings("SystemOut")
    int soak(
            @Mixin Common common,
            @Option(names = "--clients", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.") int clients,
            @Option(
                            names = "--warm-up",
                            defaultValue = "60",
                            description = "Seconds of the same load before, not measured. Default: ${DEFAULT-VALUE}.")
                    long warmUpSeconds,
            @Option(names = "--seconds", defaultValue = "600", description = "Default: ${DEFAULT-VALUE}.") long seconds)
            throws Exception {
        long intervalMillis = Math.max(500, seconds * 1000 / 60);
        Soak.Outcome outcome =
                new Soak(common.kind, clients, warmUpSeconds, seconds, common.longestRows, intervalMillis, common.seed).run(System.out);
        System.out.printf(
                "%s: resident %.0f MiB before, peak %.0f, slope %.2f MiB/min, %.0f after the roots were closed;"
                        + " %.0f MiB compared, %.1f MiB/s.%n",
                common.kind,
                Soak.mib(outcome.startBytes()),
                Soak.mib(outcome.peakBytes()),
                outcome.slopeBytesPerSecond() * 60 / (1 << 20),
                Soak.mib(outcome.endBytes()),
                Soak.mib(outcome.bytes()),
                Soak.mib(outcome.bytes()) / seconds);
        return 0;
    }

    @Command(
            name = "turns",
            mixinStandardHelpOptions = true,
            description = "All allocators in turns, each with a server and clients, in one process: rates and ratios.")
    @SuppressWarnings("SystemOut")
    int turns(
            @Option(names = "--clients", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.") int clients,
            @Option(names = "--rows", defaultValue = "65536", description = "Of the longest batch. Default: ${DEFAULT-VALUE}.")
                    int longestRows,
            @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.") long seed,
            @Option(names = "--rounds", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}.") int rounds,
            @Option(
                            names = "--lead-in",
                            defaultValue = "1",
                            description = "Seconds of each turn that are not measured. Default: ${DEFAULT-VALUE}.")
                    long leadInSeconds,
            @Option(
                            names = "--seconds",
                            defaultValue = "5",
                            description = "Of each turn that are measured. Default: ${DEFAULT-VALUE}.")
                    long seconds)
            throws Exception {
        System.out.print(
                Turns.table(new Turns(rounds, leadInSeconds, seconds, clients, longestRows, seed).run(System.err)));
        return 0;
    }
}
