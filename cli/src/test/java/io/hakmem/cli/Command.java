package io.hakmem.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// One execution of the command line, with what it printed.
record Command(int exitCode, String out, String err) {
    static Command run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                HakmemCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = commandLine.execute(arguments);
        return new Command(exitCode, out.toString(), err.toString());
    }

    String firstErrorLine() {
        return err.lines().findFirst().orElse("");
    }
}
