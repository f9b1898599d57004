package io.hakmem.cli.compare;

import java.time.Duration;
import java.util.Locale;

/// How much is measured.
public enum Mode {
    /// A few workloads, for a first look: minutes.
    QUICK(3, 1, Duration.ofMillis(500)),
    /// All workloads: hours.
    FULL(5, 3, Duration.ofSeconds(1));

    private final int rounds;
    private final int latencyRounds;
    private final Duration warmup;

    Mode(int rounds, int latencyRounds, Duration warmup) {
        this.rounds = rounds;
        this.latencyRounds = latencyRounds;
        this.warmup = warmup;
    }

    /// Returns the name in reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns how often each workload is run on each allocator.
    public int rounds() {
        return rounds;
    }

    /// Returns how often latencies are taken.
    public int latencyRounds() {
        return latencyRounds;
    }

    /// Returns how long a run does its work before it counts.
    public Duration warmup() {
        return warmup;
    }
}
