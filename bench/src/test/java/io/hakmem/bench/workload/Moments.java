package io.hakmem.bench.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Remembers the moments that a workload names, and what it said to hold then; nobody waits.
final class Moments implements MeasuredTime {
    private final List<String> names = new ArrayList<>();
    private final List<Holding> holdings = new ArrayList<>();
    private final List<Integer> live = new ArrayList<>();
    private final CheckingBlocks allocator;

    Moments(CheckingBlocks allocator) {
        this.allocator = allocator;
    }

    @Override
    public void begins() {
        names.add("begins");
        holdings.add(Holding.NOTHING);
        live.add(allocator.live());
    }

    @Override
    public void ended() {
        names.add("ended");
        holdings.add(Holding.NOTHING);
        live.add(allocator.live());
    }

    @Override
    public void watch(String moment, Duration time, Holding holding) {
        names.add(moment);
        holdings.add(holding);
        live.add(allocator.live());
    }

    List<String> names() {
        return names;
    }

    Holding holding(String moment) {
        return holdings.get(names.indexOf(moment));
    }

    /// How many blocks the allocator knew to be live.
    int live(String moment) {
        return live.get(names.indexOf(moment));
    }
}
