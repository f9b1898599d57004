package io.hakmem.cli;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers as people read them; a dash for one that is not known.
final class Quantity {
    static final String UNKNOWN = "–";
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final String[] RATE_UNITS = {"", " k", " M", " G", " T"};
    private static final double BYTE_STEP = 1_024;
    private static final double RATE_STEP = 1_000;

    private Quantity() {}

    /// Exact, with the thousands apart.
    static String count(@Nullable Long number) {
        return number == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", number);
    }

    static String bytes(@Nullable Long number) {
        if (number == null) {
            return UNKNOWN;
        }
        if (Math.abs(number) < BYTE_STEP) {
            return number + " B";
        }
        return scaled(number, BYTE_STEP, BYTE_UNITS, " ");
    }

    static String rate(double number) {
        return scaled(number, RATE_STEP, RATE_UNITS, "");
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 1 ? "%.4f s" : "%.2f s", seconds);
    }

    /// In words that say no more than an estimate can.
    static String timeLeft(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 100 ? "about " + seconds + " s" : "about " + Math.round(seconds / 60.0) + " min";
    }

    private static String scaled(double number, double step, String[] units, String separator) {
        int unit = 0;
        double rest = number;
        while (Math.abs(rest) >= step && unit < units.length - 1) {
            rest /= step;
            unit++;
        }
        return String.format(Locale.ROOT, Math.abs(rest) < 100 ? "%.2f" : "%.1f", rest) + separator + units[unit];
    }
}
