package io.hakmem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/// What the process-wide allocator does when the JVM ends, if it is told to: a trim, then the statistics.
final class AtExit implements Runnable {
    private final Hakmem hakmem;
    private final Options options;
    private final Appendable out;

    /// @param out where the statistics go
    AtExit(Hakmem hakmem, Options options, Appendable out) {
        this.hakmem = hakmem;
        this.options = options;
        this.out = out;
    }

    /// Has it done at the end of the JVM, unless that is under way or there is nothing to do.
    static void register(Hakmem hakmem, Options options) {
        if (!options.trimAtExit() && !options.statsAtExit()) {
            return;
        }
        Thread hook = Thread.ofPlatform()
                .name("hakmem-at-exit")
                .inheritInheritableThreadLocals(false)
                .unstarted(new AtExit(hakmem, options, System.err));
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends already: too late for a hook.
        }
    }

    @Override
    public void run() {
        if (options.trimAtExit()) {
            hakmem.trim();
        }
        if (options.statsAtExit()) {
            try {
                out.append(table(hakmem.stats()));
            } catch (IOException e) {
                throw new UncheckedIOException("the statistics could not be printed", e);
            }
        }
    }

    /// The statistics as lines of a name and figures.
    static String table(Stats stats) {
        Stats.Memory memory = stats.memory();
        Stats.SuperSlabs superSlabs = stats.superSlabs();
        Stats.Cache cache = stats.cache();
        Stats.Locks locks = stats.locks();
        StringBuilder text = new StringBuilder("HAKMEM at exit\n");
        line(text, "live", memory.liveBytes(), "parked", memory.parkedBytes(), "lost", memory.lostBytes());
        line(text, "committed", memory.committedBytes(), "peak", memory.peakCommittedBytes());
        line(text, "reserved", memory.reservedBytes(), "Java heap", memory.metadataBytes());
        line(text, "SuperSlabs", superSlabs.active(), "peak", superSlabs.peakActive(), "cached", superSlabs.cached());
        line(text, "acquired", superSlabs.acquired(), "released", superSlabs.released());
        line(text, "cache pushes", cache.pushes(), "hits", cache.hits(), "misses", cache.misses());
        line(text, "slabs born", stats.slabs().born(), "retired", stats.slabs().retired());
        line(text, "frees local", stats.frees().local(), "remote", stats.frees().remote());
        line(text, "purge calls", stats.osCalls().purge(), "evictions", cache.evictions());
        line(text, "growth waits", locks.growthWaits(), "ns", locks.growthWaitNanos());
        line(text, "purge waits", locks.purgeWaits(), "ns", locks.purgeWaitNanos());
        for (Stats.SizeClass sizeClass : used(stats)) {
            line(text, "blocks of", sizeClass.blockBytes(), "live", sizeClass.live(), "parked", sizeClass.parked());
        }
        for (String note : stats.notes()) {
            text.append("  ").append(note).append('\n');
        }
        return text.toString();
    }

    private static List<Stats.SizeClass> used(Stats stats) {
        return stats.sizeClasses().stream()
                .filter(sizeClass -> sizeClass.slabs() > 0)
                .toList();
    }

    /// @param namesAndFigures each a name and its figure
    private static void line(StringBuilder text, Object... namesAndFigures) {
        for (int at = 0; at < namesAndFigures.length; at += 2) {
            text.append(String.format(Locale.ROOT, "  %-12s", namesAndFigures[at]));
            text.append(String.format(Locale.ROOT, " %,16d", ((Number) namesAndFigures[at + 1]).longValue()));
        }
        text.append('\n');
    }
}
