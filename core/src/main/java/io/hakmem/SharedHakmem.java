package io.hakmem;

import org.jspecify.annotations.Nullable;

/// Holder of the process-wide allocator, or of the reason why there is none.
final class SharedHakmem {
    static final Parts PARTS;
    static final Hakmem HAKMEM;
    static final @Nullable Throwable FAILURE;

    static {
        Parts parts = null;
        Options options = Options.defaults();
        Throwable failure = null;
        try {
            options = Options.ofSystem();
            parts = Parts.ofThisMachine(options);
        } catch (Throwable e) {
            failure = e;
        }
        PARTS = absentIfNull(parts);
        HAKMEM = new Hakmem(PARTS);
        FAILURE = failure;
        if (failure == null) {
            begin(options);
        }
    }

    private SharedHakmem() {}

    /// Last, since whoever wrote the logger may come here for memory.
    private static void begin(Options options) {
        SystemLog.logOnce(options);
        AtExit.register(HAKMEM, options);
    }

    /// Without parts there is a failure, which is thrown before anybody gets hold of them.
    @SuppressWarnings("NullAway")
    private static Parts absentIfNull(@Nullable Parts parts) {
        return parts;
    }

    static RuntimeException failure(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof NativeOutOfMemoryError) {
            throw new NativeOutOfMemoryError(message);
        }
        return cause instanceof IllegalArgumentException
                ? new IllegalArgumentException(message)
                : new IllegalStateException("The allocator could not be made: " + cause, cause);
    }
}
