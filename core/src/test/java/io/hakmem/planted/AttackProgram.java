package io.hakmem.planted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The program of an attack's JVM: runs tests and ends with the first that fails. Its last line tells what was found,
/// in how much processor time.
///
/// Arguments: classes, methods as `Class#method`, packages.
final class AttackProgram implements TestExecutionListener {
    /// Begins the last line, whose parts are separated by tabs: milliseconds of processor time, and if a test failed,
    /// which one and why.
    static final String LAST_LINE = "planted fault:\t";

    /// The exit status when all tests passed.
    static final int PASSED = 0;

    /// The exit status when there was no test to run.
    static final int NOTHING_RAN = 2;

    /// The exit status when a test failed.
    static final int CAUGHT = 3;

    private static final int MOST_CHARACTERS = 120;

    private int passed;

    private AttackProgram() {}

    public static void main(String[] tests) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String test : tests) {
            selectors.add(selectorOf(test));
        }
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
        AttackProgram listener = new AttackProgram();
        LauncherFactory.create().execute(request, listener);
        end(listener.passed == 0 ? NOTHING_RAN : PASSED, "");
    }

    private static DiscoverySelector selectorOf(String test) {
        String last = test.substring(test.lastIndexOf('.') + 1);
        if (test.contains("#")) {
            return DiscoverySelectors.selectMethod(test);
        }
        return last.equals(last.toLowerCase(Locale.ROOT))
                ? DiscoverySelectors.selectPackage(test)
                : DiscoverySelectors.selectClass(test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElse(null);
        if (result.getStatus() == TestExecutionResult.Status.FAILED && thrown != null) {
            thrown.printStackTrace();
            end(CAUGHT, "\t" + nameOf(test) + "\t" + reasonOf(thrown));
        }
        if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed++;
        }
    }

    private static String nameOf(TestIdentifier test) {
        String method = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName())
                .orElse("");
        String shown = test.getDisplayName().replaceFirst("^\\[\\d+\\] *", "").replaceAll("\\w+ = |\"", "");
        return shown.startsWith(method) ? method : method + " " + shown;
    }

    /// The beginning of the innermost cause's message.
    private static String reasonOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String line = message == null ? "" : message.replaceAll("\\s+", " ").strip();
        return line.isEmpty()
                ? cause.getClass().getSimpleName()
                : line.substring(0, Math.min(line.length(), MOST_CHARACTERS));
    }

    /// Ends the JVM whatever its other threads do: after a fault some may never end.
    private static void end(int status, String found) {
        Duration used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        System.out.println(LAST_LINE + used.toMillis() + found);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
