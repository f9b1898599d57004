package io.hakmem.cli;

import io.hakmem.bench.measure.Measurement;
import io.hakmem.bench.measure.Run;
import java.util.List;

/// The entry point of the JVM of one run. It loads one allocator; JSON is loaded when the figures are complete.
final class ChildMain {
    private ChildMain() {}

    /// Makes the run that the words ask for, and leaves its figures in the file that they name.
    @SuppressWarnings("SystemExitOutsideMain") // An allocator's own threads must not keep a finished run alive.
    public static void main(String[] words) {
        RunRequest request = RunRequest.of(List.of(words));
        try {
            Measurement measurement = new Measurement(
                    request.label(),
                    request.allocator().open(),
                    request.threads(),
                    request.mode(),
                    request.sizeClasses());
            Run run = measurement.run(request.workload(), request.warmup());
            Json.write(request.result(), run);
        } catch (Throwable failure) {
            System.err.println(Failures.describe(failure));
            if (request.trace()) {
                failure.printStackTrace();
            }
            System.exit(1);
        }
        System.exit(0);
    }
}
