package io.hakmem;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What is told once per process to the logger `io.hakmem`. A logger that throws never keeps an allocator from
/// starting.
final class SystemLog {
    private static final String NAME = "io.hakmem";
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean OPTIONS_LOGGED = new AtomicBoolean();

    private SystemLog() {}

    static void warnOnce(String message) {
        if (WARNED.add(message)) {
            log(System.Logger.Level.WARNING, message, null);
        }
    }

    static void warn(String message, @Nullable Throwable thrown) {
        log(System.Logger.Level.WARNING, message, thrown);
    }

    /// The effective values of the first allocator that is told to.
    static void logOnce(Options options) {
        if (options.logOptions() && OPTIONS_LOGGED.compareAndSet(false, true)) {
            log(System.Logger.Level.INFO, "The options of HAKMEM are:\n" + options.effectiveValues(), null);
        }
    }

    private static void log(System.Logger.Level level, String message, @Nullable Throwable thrown) {
        try {
            System.getLogger(NAME).log(level, message, thrown);
        } catch (RuntimeException e) {
            // Whoever wrote the logger is to see that; there is nothing to be done here.
        }
    }
}
