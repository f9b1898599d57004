package io.hakmem.cli.compare;

import java.time.Duration;
import java.util.Locale;

/// How much is measured.
public enum Mode {
    /// A few workloads and no latencies, for a first look: minutes.
    QUICK(3, 0, Duration.ofMillis(500), 0),
    /// All workloads: hours. After a second of practice, rare paths are not compiled yet: `contention` is at a bit more
    /// than half of its rate.
    FULL(5, 3, Duration.ofSeconds(3), 2);

    private final int rounds;
    private final int latencyRounds;
    private final Duration warmup;
    private final int repetitions;

    Mode(int rounds, int latencyRounds, Duration warmup, int repetitions) {
        this.rounds = rounds;
        this.latencyRounds = latencyRounds;
        this.warmup = warmup;
        this.repetitions = repetitions;
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

    /// Returns how often a run is made again that others on the same host have disturbed.
    public int repetitions() {
        return repetitions;
    }

    /// Returns how long a run does its work before it counts.
    public Duration warmup() {
        return warmup;
    }
}
