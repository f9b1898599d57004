package io.hakmem.model;

import io.hakmem.Stats;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What executions did, and which paths of the allocator they walked. Not thread-safe.
final class Tally {
    long allocated;
    long freed;
    long resized;
    long outOfMemory;
    long refused;
    private final Map<String, Long> events = new TreeMap<>();

    /// Adds what an allocator counted during its life.
    void read(Stats stats) {
        for (Stats.Stage stage : stats.stages()) {
            add(stage.name(), stage.hits());
        }
        add("slabs born", stats.slabs().born());
        add("slabs retired", stats.slabs().retired());
        add("slabs reused across classes", stats.slabs().reusedAcrossClasses());
        add("remote frees", stats.frees().remote());
        add("SuperSlabs evicted", stats.cache().evictions());
        add("purges", stats.osCalls().purge());
    }

    private void add(String event, long count) {
        events.merge(event, count, Long::sum);
    }

    void add(Tally other) {
        allocated += other.allocated;
        freed += other.freed;
        resized += other.resized;
        outOfMemory += other.outOfMemory;
        refused += other.refused;
        other.events.forEach(this::add);
    }

    @Override
    public String toString() {
        return "%,d allocated, %,d freed, %,d resized in place, %,d out of memory, %,d wrong calls refused; %s"
                .formatted(
                        allocated,
                        freed,
                        resized,
                        outOfMemory,
                        refused,
                        events.entrySet().stream()
                                .map(event -> "%s %,d".formatted(event.getKey(), event.getValue()))
                                .collect(Collectors.joining(", ")));
    }
}
