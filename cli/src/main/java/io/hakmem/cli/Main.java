package io.hakmem.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// The entry point for users.
public final class Main {
    private Main() {}

    /// Runs one command and ends the JVM with its exit code: 0 done, 1 a run failed, 2 wrong arguments.
    public static void main(String[] arguments) {
        System.exit(HakmemCommand.commandLine()
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .execute(arguments));
    }

    /// JSON is UTF-8 whatever the locale; so are terminals by now.
    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }
}
