package io.hakmem;

import static io.hakmem.OptionUnit.BYTES;
import static io.hakmem.OptionUnit.COUNT;
import static io.hakmem.OptionUnit.MILLIS;

import java.util.Locale;
import java.util.OptionalLong;

/// The one table of everything that can be set. Parsing, validation, the suggestion for a misspelt name, the list of
/// effective values and the table of `docs/tuning.md` all come from here.
///
/// The name of a constant is that of its property, `hakmem.superSlabBytes`, and of its environment variable,
/// `HAKMEM_SUPER_SLAB_BYTES`.
enum Option {
    // ---- what a block is checked for, and where it lies ----
    CHECKING(
            OptionType.choice(Options.Checking.values()),
            "checked",
            Scope.ALLOCATOR,
            "What each free is checked for: the beginning of a block and that it is not free already; less; or these"
                    + " and wrong writes."),
    QUARANTINE_BYTES(
            OptionType.from(BYTES, 0, Sizes.LARGEST),
            "16m",
            Scope.ALLOCATOR,
            "Freed blocks of up to 64k that `checking=hardened` keeps from reuse for a while, at random."),
    GUARD_SAMPLE(
            OptionType.from(COUNT, 0, 1_000_000),
            "0",
            Scope.ALLOCATOR,
            "Of so many blocks, `checking=hardened` puts one of up to 1m before a page that **ends the JVM** when it is"
                    + " touched. 0: none. Needs Linux 6.13."),
    ZERO_ON_FREE(
            OptionType.onOff(),
            "off",
            Scope.ALLOCATOR,
            "Whether `checking=hardened` fills freed blocks with zeros in place of its pattern."),
    FREE_STACKS(
            OptionType.onOff(),
            "off",
            Scope.ALLOCATOR,
            "Whether `checking=hardened` keeps the stack trace of each free for its reports. Slow."),
    SUPER_SLAB_BYTES(
            OptionType.oneOf(BYTES, Sizes.MEBIBYTE, 2 * Sizes.MEBIBYTE),
            "2m",
            Scope.ALLOCATOR,
            "Length of a SuperSlab, in which the reservation is handed out."),
    RESERVATION_BYTES(
            OptionType.zeroOrFrom(BYTES, 8 * Sizes.MEBIBYTE, Sizes.LARGEST),
            "0",
            Scope.ALLOCATOR,
            "Address space to reserve, rounded up to a power of two. 0: four times the physical memory, at least 64g."),
    HUGE_PAGES(
            OptionType.choice(Options.HugePages.values()),
            "never",
            Scope.ALLOCATOR,
            "Huge pages for the reservation: kept away, asked for where the system has some, or asked for and told in"
                    + " the notes of the statistics when it refuses. They make the resident set larger."),

    // ---- what stays, and what goes back ----
    CACHE_COUNT(
            OptionType.from(COUNT, 0, 1_000_000), "256", Scope.ALLOCATOR, "Empty SuperSlabs that may wait for reuse."),
    CACHE_BYTES(
            OptionType.from(BYTES, 0, Sizes.LARGEST),
            "512m",
            Scope.ALLOCATOR,
            "Length of all empty SuperSlabs that may wait for reuse."),
    CACHE_TTL_MILLIS(
            OptionType.from(MILLIS, 0, 86_400_000),
            "60000",
            Scope.ALLOCATOR,
            "How long an empty SuperSlab waits for reuse before it goes back to the reservation."),
    WARM_RESERVE_BYTES(
            OptionType.from(BYTES, 0, Sizes.LARGEST),
            "2m",
            Scope.ALLOCATOR,
            "Pages of free memory that are never given back, so that the next burst finds them."),
    PURGE_DELAY_MILLIS(
            OptionType.from(MILLIS, 0, 3_600_000),
            "1000",
            Scope.ALLOCATOR,
            "How long free pages wait for reuse before they go back to the system."),
    PURGE_BYTES_PER_SECOND(
            OptionType.zeroOrFrom(BYTES, Sizes.MEBIBYTE, Sizes.LARGEST),
            "0",
            Scope.ALLOCATOR,
            "Pages that go back to the system in a second at most. 0: no limit."),
    MAINTENANCE(
            OptionType.onOff(),
            "on",
            Scope.ALLOCATOR,
            "Whether a daemon thread gives memory back that has waited long enough. Without it, `trim()` does."),
    MAINTENANCE_INTERVAL_MILLIS(
            OptionType.from(MILLIS, 1, 60_000),
            "250",
            Scope.PROCESS,
            "Time between two looks of that thread, while anything waits."),
    IDLE_TAKE_BACK_MILLIS(
            OptionType.zeroOrFrom(MILLIS, 10, 3_600_000),
            "3000",
            Scope.ALLOCATOR,
            "How long a thread must have been quiet before what its heap parks is taken back. 0: never."),
    TRIM_AT_EXIT(
            OptionType.onOff(),
            "off",
            Scope.PROCESS,
            "Whether the process-wide allocator is trimmed when the JVM ends."),
    BIN_BYTES(
            OptionType.from(BYTES, 0, 64 * Sizes.MEBIBYTE),
            "2m",
            Scope.ALLOCATOR,
            "Sum of what all bins of a heap may hold, and of what its remote buffer may."),
    BIN_BLOCKS(
            OptionType.from(COUNT, 0, 4096),
            "1024",
            Scope.ALLOCATOR,
            "Blocks that one bin of a heap may hold; 64 KiB of them at most."),
    COALESCE_FROM_BYTES(
            OptionType.from(BYTES, 0, Sizes.LARGEST),
            "16m",
            Scope.ALLOCATOR,
            "Length of the SuperSlabs in use from which on free neighbours in slabs of smaller classes serve larger"
                    + " blocks, before the allocator grows, if they are at least a quarter of all. Not at"
                    + " `checking=hardened`."),

    // ---- bounds ----
    LIMIT(
            OptionType.zeroOrFrom(BYTES, Sizes.MEBIBYTE, Sizes.LARGEST),
            "0",
            Scope.ALLOCATOR,
            "Bytes that may be committed, at least a SuperSlab. 0: the limit of the cgroup or the physical memory,"
                    + " less the largest Java heap and a margin, at least 64m."),
    SOFT_LIMIT(
            OptionType.zeroOrFrom(BYTES, Sizes.MEBIBYTE, Sizes.LARGEST),
            "0",
            Scope.ALLOCATOR,
            "Committed bytes at which `Hakmem.onSoftLimit` is told, at most the limit. 0: none."),

    // ---- what is told ----
    STATS_AT_EXIT(
            OptionType.onOff(),
            "off",
            Scope.PROCESS,
            "Whether the statistics of the process-wide allocator are printed to the error stream when the JVM ends."),
    LOCK_STATISTICS(
            OptionType.onOff(),
            "off",
            Scope.ALLOCATOR,
            "Whether waits for the locks of growth and of purges are counted and timed."),
    DEBUG(
            OptionType.some(Options.Topic.values()),
            "none",
            Scope.ALLOCATOR,
            "What is told, as it happens, to the loggers `io.hakmem.cache`, `io.hakmem.free` and so on, at level"
                    + " `INFO`."),
    LOG_OPTIONS(
            OptionType.onOff(),
            "off",
            Scope.PROCESS,
            "Whether all effective values are told to the logger `io.hakmem`, once, when the first allocator starts.");

    static final String PROPERTY_PREFIX = "hakmem.";
    static final String ENVIRONMENT_PREFIX = "HAKMEM_";

    @SuppressWarnings("ImmutableEnumChecker") // records of immutable lists, all of them
    private final OptionType type;

    private final long defaultValue;
    private final Scope scope;
    private final String effect;
    private final String label;

    /// To what a value applies.
    enum Scope {
        PROCESS,
        ALLOCATOR
    }

    /// The lengths that the table needs; constants of an enum cannot use its own fields.
    private static final class Sizes {
        static final long MEBIBYTE = 1 << 20;
        static final long LARGEST = 1L << 42;
    }

    Option(OptionType type, String defaultText, Scope scope, String effect) {
        this.type = type;
        this.scope = scope;
        this.effect = effect;
        this.label = camelCase(name());
        OptionalLong value = type.parse(defaultText);
        if (value.isEmpty()) {
            throw new AssertionError("the default of " + name() + " is out of its range");
        }
        this.defaultValue = value.getAsLong();
    }

    private static String camelCase(String name) {
        StringBuilder label = new StringBuilder(name.length());
        for (String word : name.split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            label.append(label.isEmpty() ? lower : word.charAt(0) + lower.substring(1));
        }
        return label.toString();
    }

    OptionType type() {
        return type;
    }

    long defaultValue() {
        return defaultValue;
    }

    Scope scope() {
        return scope;
    }

    /// One or two sentences.
    String effect() {
        return effect;
    }

    /// The name of its accessor or near it, `superSlabBytes`.
    String label() {
        return label;
    }

    /// The name of its system property, `hakmem.superSlabBytes`.
    String property() {
        return PROPERTY_PREFIX + label;
    }

    /// The name of its environment variable, `HAKMEM_SUPER_SLAB_BYTES`.
    String environmentName() {
        return ENVIRONMENT_PREFIX + name();
    }

    /// The value as it is written.
    String format(long value) {
        return type.format(value);
    }
}
