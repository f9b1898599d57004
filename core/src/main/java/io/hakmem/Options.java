package io.hakmem;

import io.hakmem.pool.CacheLimits;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// What can be set when an allocator is made.
///
/// @param checked whether every free is checked for the beginning of a block and for its bit (`hakmem.checking`)
/// @param superSlabBytes length of a SuperSlab: 1 or 2 MiB (`hakmem.superSlabBytes`)
/// @param reservationBytes address space to reserve; 0: four times the physical memory, at least 64 GiB
///     (`hakmem.reservationBytes`)
/// @param cache bounds of the cache of empty SuperSlabs
/// @param maintained whether a thread gives memory back that has waited long enough (`hakmem.maintenance`)
record Options(boolean checked, int superSlabBytes, long reservationBytes, CacheLimits cache, boolean maintained) {
    static final int MEBIBYTE = 1 << 20;
    static final Options DEFAULT = new Options(true, 2 * MEBIBYTE, 0, CacheLimits.DEFAULT, true);

    private static final long SMALLEST_RESERVATION_BYTES = 16L * MEBIBYTE;
    private static final long LARGEST_RESERVATION_BYTES = 1L << 42;

    /// Without a thread: nothing happens but by calls.
    Options(boolean checked, int superSlabBytes, long reservationBytes, CacheLimits cache) {
        this(checked, superSlabBytes, reservationBytes, cache, false);
    }

    /// Reads the system properties `hakmem.*`.
    ///
    /// @throws IllegalArgumentException that names the property, its value and what was expected
    static Options of(Properties properties) {
        return new Options(
                either("hakmem.checking", properties, "checked", "fast"),
                superSlabBytes(properties.getProperty("hakmem.superSlabBytes")),
                reservationBytes(properties.getProperty("hakmem.reservationBytes")),
                CacheLimits.DEFAULT,
                either("hakmem.maintenance", properties, "on", "off"));
    }

    /// Whether the property is `first`, the default, and not `second`.
    private static boolean either(String property, Properties properties, String first, String second) {
        String value = properties.getProperty(property, first);
        if (!value.equals(first) && !value.equals(second)) {
            throw wrong(property, value, first + " or " + second);
        }
        return value.equals(first);
    }

    private static int superSlabBytes(@Nullable String value) {
        return switch (value) {
            case null -> DEFAULT.superSlabBytes;
            case "1048576" -> MEBIBYTE;
            case "2097152" -> 2 * MEBIBYTE;
            default -> throw wrong("hakmem.superSlabBytes", value, "1048576 or 2097152");
        };
    }

    private static long reservationBytes(@Nullable String value) {
        if (value == null) {
            return DEFAULT.reservationBytes;
        }
        long bytes;
        try {
            bytes = Long.parseLong(value);
        } catch (NumberFormatException e) {
            bytes = -1;
        }
        if (bytes < SMALLEST_RESERVATION_BYTES || bytes > LARGEST_RESERVATION_BYTES) {
            throw wrong(
                    "hakmem.reservationBytes",
                    value,
                    "a number of bytes from " + SMALLEST_RESERVATION_BYTES + " to " + LARGEST_RESERVATION_BYTES);
        }
        return bytes;
    }

    private static IllegalArgumentException wrong(String property, String value, String expected) {
        return new IllegalArgumentException(
                "The property " + property + " is \"" + value + "\", but must be " + expected + ".");
    }
}
