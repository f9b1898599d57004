package io.hakmem.bench.workload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;

/// Reads arguments, and refuses wrong ones by name.
public final class Argument {
    private static final int LONGEST_WORD = 40;
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private Argument() {}

    /// Reads a whole number from `least` to `most`.
    public static long wholeNumber(String name, String word, long least, long most) {
        BigInteger value;
        try {
            value = new BigInteger(shortened(word));
        } catch (NumberFormatException notANumber) {
            throw InvalidArgument.of(name, range(least, most), shortened(word));
        }
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw InvalidArgument.of(name, range(least, most), shortened(word));
        }
        return value.longValueExact();
    }

    /// Reads a number of seconds, which may have a fraction.
    public static Duration seconds(String name, String word, boolean zeroAllowed) {
        String expected = "a number of seconds " + (zeroAllowed ? "from 0" : "above 0") + " to 1000000";
        BigDecimal value;
        try {
            value = new BigDecimal(shortened(word));
        } catch (NumberFormatException notANumber) {
            throw InvalidArgument.of(name, expected, shortened(word));
        }
        if (value.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw InvalidArgument.of(name, expected, word);
        }
        long nanos = value.signum() < 0 ? -1 : value.multiply(NANOS_PER_SECOND).longValue();
        if (nanos < 0 || (nanos == 0 && !(zeroAllowed && value.signum() == 0))) {
            throw InvalidArgument.of(name, expected, word);
        }
        return Duration.ofNanos(nanos);
    }

    private static String range(long least, long most) {
        return "a whole number from " + least + " to " + most;
    }

    /// Keeps a message to one readable line, and a number from being absurdly long.
    private static String shortened(String word) {
        return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD) + "…";
    }
}
