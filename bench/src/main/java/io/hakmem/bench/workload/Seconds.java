package io.hakmem.bench.workload;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// Durations as numbers of seconds.
public final class Seconds {
    private static final int NANO_DIGITS = 9;

    private Seconds() {}

    /// Returns the seconds without loss, and without a fraction where there is none.
    public static Number of(Duration duration) {
        if (duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
            return duration.toSeconds();
        }
        return BigDecimal.valueOf(duration.toNanos(), NANO_DIGITS).stripTrailingZeros();
    }
}
