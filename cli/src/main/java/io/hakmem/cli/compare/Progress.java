package io.hakmem.cli.compare;

import java.time.Duration;

/// Who is told how far a comparison is.
public interface Progress {
    /// A run begins.
    ///
    /// @param what workload, allocator and round
    /// @param left about how long it and all behind it take
    void begins(String what, Duration left);

    /// A run gave no figures.
    void failed(String what, String why);
}
