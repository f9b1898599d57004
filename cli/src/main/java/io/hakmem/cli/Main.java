package io.hakmem.cli;

/// The entry point for users.
public final class Main {
    private Main() {}

    /// Runs one command and ends the JVM with its exit code: 0 done, 1 a run failed, 2 wrong arguments.
    public static void main(String[] arguments) {
        System.exit(HakmemCommand.commandLine().execute(arguments));
    }
}
