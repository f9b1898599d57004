package io.hakmem.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A line on the terminal that says which run is on; where standard error is no terminal it says nothing.
final class ProgressLine {
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter err;
    private final int runs;
    private final Duration expected;
    private final boolean shown = standardErrorIsTerminal();
    private int run;
    private String label = "";
    private long startNanos;

    /// Prepares the line.
    ///
    /// @param runs how many runs there will be
    /// @param expected about how long each takes, without the start of its JVM
    ProgressLine(PrintWriter err, int runs, Duration expected) {
        this.err = err;
        this.runs = runs;
        this.expected = expected;
    }

    /// Begins the next run.
    void next(String newLabel) {
        run++;
        label = newLabel;
        startNanos = System.nanoTime();
        show();
    }

    /// Returns whether there is a terminal to show it.
    boolean isShown() {
        return shown;
    }

    /// Returns the count and the name of the run.
    synchronized String head() {
        return "[" + run + "/" + runs + "] " + label;
    }

    synchronized void show() {
        if (shown) {
            long seconds = (System.nanoTime() - startNanos) / 1_000_000_000L;
            String rest = expected.isPositive() ? " of about " + (expected.toSeconds() + 1) : "";
            err.print(CLEAR + head() + ": " + seconds + rest + " s");
            err.flush();
        }
    }

    synchronized void clear() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
        }
    }

    /// Prints a line of a child's output above.
    synchronized void print(String line) {
        clear();
        err.println(line);
        err.flush();
    }

    /// Java knows only whether standard input **and** output are terminals, so ask Linux; elsewhere there is no line.
    private static boolean standardErrorIsTerminal() {
        Path standardError = Path.of("/proc/self/fd/2");
        try {
            String target = Files.readSymbolicLink(standardError).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
