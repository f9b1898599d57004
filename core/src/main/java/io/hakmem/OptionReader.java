package io.hakmem;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads options from the system properties and, for those that say nothing, from the environment.
///
/// A property that is no option stops the start: it was meant for this JVM, and to go on without it would be a silent
/// surprise. An environment variable is passed on to programs that it was not meant for, so it is only told.
final class OptionReader {
    /// First words of properties that the project's own tests read.
    private static final Set<String> OF_TESTS = Set.of("failing", "model", "planted", "simulation", "test");

    private final Properties properties;
    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    OptionReader(Properties properties, Map<String, String> environment, Consumer<String> warnings) {
        this.properties = properties;
        this.environment = environment;
        this.warnings = warnings;
    }

    /// @throws IllegalArgumentException when a value is wrong or a property is no option
    Options read() {
        refuseUnknownProperties();
        warnOfUnknownVariables();
        Options.Builder builder = Options.builder();
        for (Option option : Option.values()) {
            String property = properties.getProperty(option.property());
            String variable = environment.get(option.environmentName());
            if (property != null) {
                builder.read(option, "The property " + option.property(), property);
            } else if (variable != null) {
                builder.read(option, "The environment variable " + option.environmentName(), variable);
            }
        }
        return builder.build();
    }

    private void refuseUnknownProperties() {
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(Option.PROPERTY_PREFIX) && !isOfTests(name) && isUnknown(name, Option::property)) {
                throw new IllegalArgumentException("The property " + name + " is no option of HAKMEM"
                        + suggestion(name, Option::property) + ". Correct or remove it; docs/tuning.md lists all.");
            }
        }
    }

    private static boolean isOfTests(String name) {
        return OF_TESTS.contains(name.split("\\.", -1)[1]);
    }

    private void warnOfUnknownVariables() {
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(Option.ENVIRONMENT_PREFIX) && isUnknown(name, Option::environmentName)) {
                warnings.accept("The environment variable " + name + " is no option of HAKMEM and is ignored"
                        + suggestion(name, Option::environmentName) + ". docs/tuning.md lists all.");
            }
        }
    }

    private static boolean isUnknown(String name, Function<Option, String> nameOf) {
        return Stream.of(Option.values()).map(nameOf).noneMatch(name::equals);
    }

    /// The known name that is nearest, if it is near: at most half of its letters are different behind the prefix.
    private static String suggestion(String name, Function<Option, String> nameOf) {
        String nearest = "";
        int fewest = Integer.MAX_VALUE;
        for (Option option : Option.values()) {
            String known = nameOf.apply(option);
            int different = distance(name.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
            if (different < fewest && 2 * different <= known.length() - Option.PROPERTY_PREFIX.length()) {
                nearest = known;
                fewest = different;
            }
        }
        return nearest.isEmpty() ? "" : "; the nearest is " + nearest;
    }

    /// Letters to insert, remove or replace so that one text becomes the other (Levenshtein's distance).
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int at = 0; at <= to.length(); at++) {
            row[at] = at;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int at = 1; at <= to.length(); at++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(at - 1) ? 0 : 1);
                diagonal = row[at];
                row[at] = Math.min(replaced, 1 + Math.min(row[at], row[at - 1]));
            }
        }
        return row[to.length()];
    }
}
