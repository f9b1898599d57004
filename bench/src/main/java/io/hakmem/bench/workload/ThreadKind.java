package io.hakmem.bench.workload;

import java.util.Arrays;
import java.util.Optional;

/// The kind of threads that a workload runs on.
public enum ThreadKind {
    /// Threads of the operating system.
    PLATFORM("platform"),
    /// Virtual threads on the JDK's default scheduler.
    VIRTUAL("virtual"),
    /// Threads of the operating system that end where others wait; only some workloads make a difference.
    DEAD("dead");

    private final String label;

    ThreadKind(String label) {
        this.label = label;
    }

    /// Returns the name on the command line and in reports.
    public String label() {
        return label;
    }

    /// Returns the kind of this name, if there is one.
    public static Optional<ThreadKind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /// Starts a new thread, which does not keep the JVM alive.
    Thread start(Runnable task) {
        return switch (this) {
            case PLATFORM, DEAD ->
                Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .start(task);
            case VIRTUAL ->
                Thread.ofVirtual().inheritInheritableThreadLocals(false).start(task);
        };
    }
}
