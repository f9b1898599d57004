package io.hakmem.pool;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/// What happens on the slow paths, noted for people who look for a fault: topics that are off cost one test of a field.
///
/// An event may be noted where nothing else may be called: in a heap, between two steps that belong together. So it is
/// handed on and told by another thread ([JournalWriter]), and one that there is no Java heap for is dropped.
///
/// A record, because the JIT compiler trusts the fields of records.
///
/// @param sink where events go; it neither throws, other than for want of Java heap, nor waits
public record Journal(
        boolean cache, boolean free, boolean pool, boolean purge, boolean slot, Consumer<JournalEvent> sink) {
    /// Notes nothing.
    public static final Journal NONE = to(EnumSet.noneOf(Topic.class), event -> {});

    /// Notes events of those topics.
    public static Journal to(Set<Topic> topics, Consumer<JournalEvent> sink) {
        return new Journal(
                topics.contains(Topic.CACHE),
                topics.contains(Topic.FREE),
                topics.contains(Topic.POOL),
                topics.contains(Topic.PURGE),
                topics.contains(Topic.SLOT),
                sink);
    }

    /// Notes events of those topics for the loggers.
    public static Journal of(Set<Topic> topics) {
        if (topics.isEmpty()) {
            return NONE;
        }
        Journal journal = to(topics, JournalWriter.started());
        for (Topic topic : topics) {
            journal.note(topic, "noted from here on", 0, 0); // loads all classes that an event needs
        }
        return journal;
    }

    private void note(Topic topic, String text, long first, long second) {
        try {
            sink.accept(new JournalEvent(
                    topic, text, first, second, Thread.currentThread().threadId()));
        } catch (OutOfMemoryError e) {
            // The event is lost; what happened is not.
        }
    }

    /// A slab was born in a slot.
    void born(int slotIndex, int sizeClass) {
        if (slot) {
            note(Topic.SLOT, "slab born in slot {0}, of class {1}", slotIndex, sizeClass);
        }
    }

    /// A slab was retired, and its slot is free.
    void retired(int slotIndex, int sizeClass) {
        if (slot) {
            note(Topic.SLOT, "slab retired in slot {0}, of class {1}", slotIndex, sizeClass);
        }
    }

    /// SuperSlabs became active.
    void grew(int firstSuperSlab, int count) {
        if (pool) {
            note(Topic.POOL, "grown from SuperSlab {0} on by {1}", firstSuperSlab, count);
        }
    }

    /// A SuperSlab came to the cache.
    void cached(int superSlab) {
        if (cache) {
            note(Topic.CACHE, "SuperSlab {0} cached", superSlab, 0);
        }
    }

    /// A SuperSlab was taken from the cache to be used again.
    void reused(int superSlab) {
        if (cache) {
            note(Topic.CACHE, "SuperSlab {0} reused from the cache", superSlab, 0);
        }
    }

    /// A SuperSlab was taken from the cache to go back to the reservation.
    void evicted(int superSlab) {
        if (cache) {
            note(Topic.CACHE, "SuperSlab {0} evicted from the cache", superSlab, 0);
        }
    }

    /// Pages went back to the system.
    void purged(long address, long bytes) {
        if (purge) {
            note(Topic.PURGE, "{1} bytes given back at {x}", address, bytes);
        }
    }

    /// The system refused pages.
    void purgeRefused(long address, long bytes) {
        if (purge) {
            note(Topic.PURGE, "{1} bytes refused by the system at {x}", address, bytes);
        }
    }

    /// A free was refused.
    ///
    /// @param message what the caller is told, too
    public void freeRefused(String message) {
        if (free) {
            note(Topic.FREE, message, 0, 0);
        }
    }
}
