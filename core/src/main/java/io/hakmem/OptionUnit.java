package io.hakmem;

import java.util.List;
import java.util.OptionalLong;

/// What the number of an option counts, and how it may be written: digits and one of the suffixes.
///
/// @param description for a message: "a number"
record OptionUnit(String description, List<Suffix> suffixes) {
    static final OptionUnit COUNT = new OptionUnit("a number", List.of(new Suffix("", 1)));
    static final OptionUnit BYTES = new OptionUnit(
            "a number of bytes, or of KiB, MiB or GiB with a k, m or g behind it,",
            List.of(
                    new Suffix("g", 1L << 30),
                    new Suffix("m", 1L << 20),
                    new Suffix("k", 1L << 10),
                    new Suffix("", 1)));
    static final OptionUnit MILLIS = new OptionUnit(
            "a time in milliseconds, or with ms or s behind it,",
            List.of(new Suffix("", 1), new Suffix("ms", 1), new Suffix("s", 1_000)));

    private static final int MOST_DIGITS = 18;

    /// @param factor of the number before it
    record Suffix(String text, long factor) {}

    /// The number that is written so; nothing when it is none, or too large for a `long`.
    OptionalLong parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(text.substring(0, digits));
        String end = text.substring(digits);
        for (Suffix suffix : suffixes) {
            if (suffix.text.equalsIgnoreCase(end)) {
                return number <= Long.MAX_VALUE / suffix.factor
                        ? OptionalLong.of(number * suffix.factor)
                        : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /// The shortest way to write the number with the first suffix that leaves no rest.
    String format(long number) {
        for (Suffix suffix : suffixes) {
            if (number != 0 && number % suffix.factor == 0) {
                return number / suffix.factor + suffix.text;
            }
        }
        return Long.toString(number);
    }
}
