package io.hakmem.bench.workload;

import org.jspecify.annotations.Nullable;

/// A run that ended because the allocator or the JVM refused something, which is then the cause, or because memory did
/// not hold what was written to it.
public final class WorkloadFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what went wrong, without a full stop
    public WorkloadFailure(String message) {
        super(message);
    }

    WorkloadFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
