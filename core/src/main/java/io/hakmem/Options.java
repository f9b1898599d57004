package io.hakmem;

import io.hakmem.pool.CacheLimits;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What can be set when an allocator is made. `docs/tuning.md` has the names, defaults, ranges and effects of all.
///
/// ```java
/// Options options = Options.defaults().toBuilder().cacheCount(64).purgeDelayMillis(500).build();
/// ```
///
/// Each value is in its range: a builder refuses all others, and so does [#ofSystem].
public final class Options {
    private static final Options DEFAULTS = new Builder().build();

    private final long[] values;

    /// How closely a free is looked at.
    public enum Checking {
        /// The beginning of a block and that it is not free already.
        CHECKED,
        /// Neither, where the block is one of the freeing thread's own.
        FAST,
        /// As `CHECKED`, and wrong writes are found: behind the end of a block when it is freed, to a freed block
        /// before it is reused.
        HARDENED
    }

    /// What becomes of huge pages in the reservation.
    public enum HugePages {
        /// They are kept away.
        NEVER,
        /// They are asked for; a system that has none is as good.
        MADVISE,
        /// They are asked for, and a refusal is told in the notes of the statistics.
        ALWAYS
    }

    /// What can be told as it happens, to the logger `io.hakmem.` and the name.
    public enum Topic {
        /// Empty SuperSlabs: cached, reused, evicted.
        CACHE,
        /// Frees that were refused.
        FREE,
        /// Growth by SuperSlabs.
        POOL,
        /// Pages given back to the system.
        PURGE,
        /// Slabs: born, retired.
        SLOT
    }

    private Options(long[] values) {
        this.values = values;
    }

    /// What holds where nothing is set.
    public static Options defaults() {
        return DEFAULTS;
    }

    /// What the system properties `hakmem.*` say, and where they say nothing the environment variables `HAKMEM_*`, else
    /// the defaults.
    ///
    /// @throws IllegalArgumentException that names the property or the variable, its value and what was expected; or a
    ///     property that is none, and the one that was probably meant
    public static Options ofSystem() {
        return new OptionReader(System.getProperties(), System.getenv(), SystemLog::warnOnce).read();
    }

    /// A builder that begins with the defaults.
    public static Builder builder() {
        return DEFAULTS.toBuilder();
    }

    /// A builder that begins with these options.
    public Builder toBuilder() {
        Builder builder = new Builder();
        System.arraycopy(values, 0, builder.values, 0, values.length);
        return builder;
    }

    private long value(Option option) {
        return values[option.ordinal()];
    }

    private boolean is(Option onOff) {
        return value(onOff) == 1;
    }

    /// How closely a free is looked at.
    public Checking checking() {
        return Checking.values()[(int) value(Option.CHECKING)];
    }

    /// Whether every free is checked for the beginning of a block and for its bit.
    boolean checked() {
        return checking() != Checking.FAST;
    }

    /// What becomes of huge pages in the reservation.
    public HugePages hugePages() {
        return HugePages.values()[(int) value(Option.HUGE_PAGES)];
    }

    /// What is told as it happens.
    public Set<Topic> debug() {
        Set<Topic> topics = EnumSet.allOf(Topic.class);
        topics.removeIf(topic -> (value(Option.DEBUG) >>> topic.ordinal() & 1) == 0);
        return topics;
    }

    /// Bounds of the cache of empty SuperSlabs.
    CacheLimits cacheLimits() {
        return new CacheLimits(cacheCount(), cacheBytes(), TimeUnit.MILLISECONDS.toNanos(cacheTtlMillis()));
    }

    /// [#purgeDelayMillis] in nanoseconds.
    long purgeDelayNanos() {
        return TimeUnit.MILLISECONDS.toNanos(purgeDelayMillis());
    }

    /// [#maintenanceIntervalMillis] in nanoseconds.
    long maintenanceIntervalNanos() {
        return TimeUnit.MILLISECONDS.toNanos(maintenanceIntervalMillis());
    }

    /// [#idleTakeBackMillis] in nanoseconds.
    long idleTakeBackNanos() {
        return TimeUnit.MILLISECONDS.toNanos(idleTakeBackMillis());
    }

    /// Length of a SuperSlab: 1 or 2 MiB.
    public int superSlabBytes() {
        return (int) value(Option.SUPER_SLAB_BYTES);
    }

    /// Address space to reserve; 0: four times the physical memory, at least 64 GiB.
    public long reservationBytes() {
        return value(Option.RESERVATION_BYTES);
    }

    /// Empty SuperSlabs that may wait for reuse.
    public int cacheCount() {
        return (int) value(Option.CACHE_COUNT);
    }

    /// Length of all empty SuperSlabs that may wait for reuse.
    public long cacheBytes() {
        return value(Option.CACHE_BYTES);
    }

    /// How long an empty SuperSlab waits for reuse.
    public long cacheTtlMillis() {
        return value(Option.CACHE_TTL_MILLIS);
    }

    /// Bytes of freed blocks that the level `HARDENED` keeps from reuse.
    public long quarantineBytes() {
        return value(Option.QUARANTINE_BYTES);
    }

    /// Of so many blocks, the level `HARDENED` puts one before a guard page; 0: none.
    public int guardSample() {
        return (int) value(Option.GUARD_SAMPLE);
    }

    /// Whether the level `HARDENED` fills freed blocks with zeros.
    public boolean zeroOnFree() {
        return is(Option.ZERO_ON_FREE);
    }

    /// Whether the level `HARDENED` keeps the stack traces of the last frees.
    public boolean freeStacks() {
        return is(Option.FREE_STACKS);
    }

    /// Pages of free memory that are never given back.
    public long warmReserveBytes() {
        return value(Option.WARM_RESERVE_BYTES);
    }

    /// How long free pages wait for reuse before they go back to the system.
    public long purgeDelayMillis() {
        return value(Option.PURGE_DELAY_MILLIS);
    }

    /// Pages that go back to the system in a second at most; 0: no limit.
    public long purgeBytesPerSecond() {
        return value(Option.PURGE_BYTES_PER_SECOND);
    }

    /// Whether a daemon thread gives memory back that has waited long enough.
    public boolean maintenance() {
        return is(Option.MAINTENANCE);
    }

    /// Time between two looks of that thread.
    public long maintenanceIntervalMillis() {
        return value(Option.MAINTENANCE_INTERVAL_MILLIS);
    }

    /// How long a thread is quiet before what its heap parks is taken back; 0: never.
    public long idleTakeBackMillis() {
        return value(Option.IDLE_TAKE_BACK_MILLIS);
    }

    /// Whether the process-wide allocator is trimmed when the JVM ends.
    public boolean trimAtExit() {
        return is(Option.TRIM_AT_EXIT);
    }

    /// Sum of what all bins of a heap may hold, and of what its remote buffer may.
    public int binBytes() {
        return (int) value(Option.BIN_BYTES);
    }

    /// Blocks that one bin of a heap may hold.
    public int binBlocks() {
        return (int) value(Option.BIN_BLOCKS);
    }

    /// Length of the SuperSlabs in use from which on free neighbours may serve larger blocks.
    public long coalesceFromBytes() {
        return value(Option.COALESCE_FROM_BYTES);
    }

    /// Bytes that may be committed; 0: derived from the machine.
    public long limitBytes() {
        return value(Option.LIMIT);
    }

    /// Committed bytes from which on memory is given back early; 0: none.
    public long softLimitBytes() {
        return value(Option.SOFT_LIMIT);
    }

    /// Whether the statistics of the process-wide allocator are printed when the JVM ends.
    public boolean statsAtExit() {
        return is(Option.STATS_AT_EXIT);
    }

    /// Whether waits for locks are counted and timed.
    public boolean lockStatistics() {
        return is(Option.LOCK_STATISTICS);
    }

    /// Whether all values are logged when the first allocator starts.
    public boolean logOptions() {
        return is(Option.LOG_OPTIONS);
    }

    /// The effective values, a line for each as on a command line, with the default behind those that differ.
    String effectiveValues() {
        return Stream.of(Option.values()).map(this::effectiveValue).collect(Collectors.joining("\n"));
    }

    private String effectiveValue(Option option) {
        String line = option.property() + "=" + option.format(value(option));
        return value(option) == option.defaultValue()
                ? line
                : line + " (default " + option.format(option.defaultValue()) + ")";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Options options && Arrays.equals(values, options.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /// What differs from the defaults.
    @Override
    public String toString() {
        return Stream.of(Option.values())
                .filter(option -> value(option) != option.defaultValue())
                .map(option -> option.label() + "=" + option.format(value(option)))
                .collect(Collectors.joining(", ", "Options[", "]"));
    }

    /// Collects values; each is checked when it is set, and what belongs together when all is there.
    public static final class Builder {
        private final long[] values = new long[Option.values().length];

        /// Where each value came from, for messages: "The property hakmem.limit".
        private final String[] sources = new String[values.length];

        private Builder() {
            for (Option option : Option.values()) {
                values[option.ordinal()] = option.defaultValue();
                sources[option.ordinal()] = "The option " + option.label();
            }
        }

        private Builder set(Option option, long value) {
            if (!option.type().admits(value)) {
                throw wrong(
                        sources[option.ordinal()],
                        Long.toString(value),
                        option.type().expected());
            }
            values[option.ordinal()] = value;
            return this;
        }

        /// Takes a value as it is written.
        ///
        /// @param source where it is written: "The property hakmem.limit"
        void read(Option option, String source, String text) {
            values[option.ordinal()] = option.type()
                    .parse(text)
                    .orElseThrow(() -> wrong(source, text, option.type().expected()));
            sources[option.ordinal()] = source;
        }

        private static IllegalArgumentException wrong(String source, String value, String expected) {
            return new IllegalArgumentException(source + " is \"" + value + "\", but must be " + expected + ".");
        }

        /// [Options#checking].
        public Builder checking(Checking level) {
            return set(Option.CHECKING, level.ordinal());
        }

        /// [Options#quarantineBytes].
        public Builder quarantineBytes(long bytes) {
            return set(Option.QUARANTINE_BYTES, bytes);
        }

        /// [Options#guardSample].
        public Builder guardSample(int oneOf) {
            return set(Option.GUARD_SAMPLE, oneOf);
        }

        /// [Options#zeroOnFree].
        public Builder zeroOnFree(boolean on) {
            return set(Option.ZERO_ON_FREE, on ? 1 : 0);
        }

        /// [Options#freeStacks].
        public Builder freeStacks(boolean on) {
            return set(Option.FREE_STACKS, on ? 1 : 0);
        }

        /// [Options#hugePages].
        public Builder hugePages(HugePages pages) {
            return set(Option.HUGE_PAGES, pages.ordinal());
        }

        /// [Options#debug].
        public Builder debug(Set<Topic> topics) {
            long bits = 0;
            for (Topic topic : topics) {
                bits |= 1L << topic.ordinal();
            }
            return set(Option.DEBUG, bits);
        }

        /// [Options#superSlabBytes].
        public Builder superSlabBytes(int bytes) {
            return set(Option.SUPER_SLAB_BYTES, bytes);
        }

        /// [Options#reservationBytes].
        public Builder reservationBytes(long bytes) {
            return set(Option.RESERVATION_BYTES, bytes);
        }

        /// [Options#cacheCount].
        public Builder cacheCount(int count) {
            return set(Option.CACHE_COUNT, count);
        }

        /// [Options#cacheBytes].
        public Builder cacheBytes(long bytes) {
            return set(Option.CACHE_BYTES, bytes);
        }

        /// [Options#cacheTtlMillis].
        public Builder cacheTtlMillis(long millis) {
            return set(Option.CACHE_TTL_MILLIS, millis);
        }

        /// [Options#warmReserveBytes].
        public Builder warmReserveBytes(long bytes) {
            return set(Option.WARM_RESERVE_BYTES, bytes);
        }

        /// [Options#purgeDelayMillis].
        public Builder purgeDelayMillis(long millis) {
            return set(Option.PURGE_DELAY_MILLIS, millis);
        }

        /// [Options#purgeBytesPerSecond].
        public Builder purgeBytesPerSecond(long bytes) {
            return set(Option.PURGE_BYTES_PER_SECOND, bytes);
        }

        /// [Options#maintenance].
        public Builder maintenance(boolean on) {
            return set(Option.MAINTENANCE, on ? 1 : 0);
        }

        /// [Options#maintenanceIntervalMillis].
        public Builder maintenanceIntervalMillis(long millis) {
            return set(Option.MAINTENANCE_INTERVAL_MILLIS, millis);
        }

        /// [Options#idleTakeBackMillis].
        public Builder idleTakeBackMillis(long millis) {
            return set(Option.IDLE_TAKE_BACK_MILLIS, millis);
        }

        /// [Options#trimAtExit].
        public Builder trimAtExit(boolean on) {
            return set(Option.TRIM_AT_EXIT, on ? 1 : 0);
        }

        /// [Options#binBytes].
        public Builder binBytes(int bytes) {
            return set(Option.BIN_BYTES, bytes);
        }

        /// [Options#binBlocks].
        public Builder binBlocks(int count) {
            return set(Option.BIN_BLOCKS, count);
        }

        /// [Options#coalesceFromBytes].
        public Builder coalesceFromBytes(long bytes) {
            return set(Option.COALESCE_FROM_BYTES, bytes);
        }

        /// [Options#limitBytes].
        public Builder limitBytes(long bytes) {
            return set(Option.LIMIT, bytes);
        }

        /// [Options#softLimitBytes].
        public Builder softLimitBytes(long bytes) {
            return set(Option.SOFT_LIMIT, bytes);
        }

        /// [Options#statsAtExit].
        public Builder statsAtExit(boolean on) {
            return set(Option.STATS_AT_EXIT, on ? 1 : 0);
        }

        /// [Options#lockStatistics].
        public Builder lockStatistics(boolean on) {
            return set(Option.LOCK_STATISTICS, on ? 1 : 0);
        }

        /// [Options#logOptions].
        public Builder logOptions(boolean on) {
            return set(Option.LOG_OPTIONS, on ? 1 : 0);
        }

        /// The options.
        ///
        /// @throws IllegalArgumentException when the limit is less than a SuperSlab, or the soft limit is above it
        public Options build() {
            requireAtLeast(Option.LIMIT, Option.SUPER_SLAB_BYTES);
            requireAtLeast(Option.LIMIT, Option.SOFT_LIMIT);
            return new Options(values.clone());
        }

        private void requireAtLeast(Option option, Option least) {
            long value = values[option.ordinal()];
            long bound = values[least.ordinal()];
            if (value != 0 && value < bound) {
                throw wrong(
                        sources[option.ordinal()],
                        option.format(value),
                        "at least " + least.label() + ", which is " + least.format(bound) + ", or 0");
            }
        }
    }
}
