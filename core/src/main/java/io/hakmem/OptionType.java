package io.hakmem;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Which values an option may have, and how they are written. Every value is a number to the program: the place of a
/// word among the choices, a bit for each topic.
sealed interface OptionType {
    /// The value that is written so; nothing when the option cannot have it.
    OptionalLong parse(String text);

    /// How the value is written, so that [#parse] reads it again.
    String format(long value);

    /// Whether the option may have the value.
    boolean admits(long value);

    /// What is allowed, for the table: "8m to 4096g, or 0".
    String range();

    /// What is allowed, for a message behind "must be".
    default String expected() {
        return range();
    }

    /// One of some words, named by the constants of an enum.
    static OptionType choice(Enum<?>... constants) {
        return new Choice(words(constants));
    }

    /// `off` or `on`.
    static OptionType onOff() {
        return new Choice(List.of("off", "on"));
    }

    /// Any number of some words, named by the constants of an enum.
    static OptionType some(Enum<?>... constants) {
        return new Some(words(constants));
    }

    /// A quantity within bounds.
    static OptionType from(OptionUnit unit, long smallest, long largest) {
        return new Quantity(unit, smallest, largest, false);
    }

    /// A quantity within bounds, or 0.
    static OptionType zeroOrFrom(OptionUnit unit, long smallest, long largest) {
        return new Quantity(unit, smallest, largest, true);
    }

    /// One of some quantities.
    static OptionType oneOf(OptionUnit unit, Long... values) {
        return new Listed(unit, List.of(values));
    }

    private static List<String> words(Enum<?>... constants) {
        return Stream.of(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String listed(List<String> words, String last) {
        int end = words.size() - 1;
        return String.join(", ", words.subList(0, end)) + " " + last + " " + words.get(end);
    }

    /// One of some words: its place among them.
    record Choice(List<String> words) implements OptionType {
        @Override
        public OptionalLong parse(String text) {
            int place = words.indexOf(text);
            return place < 0 ? OptionalLong.empty() : OptionalLong.of(place);
        }

        @Override
        public String format(long value) {
            return words.get((int) value);
        }

        @Override
        public boolean admits(long value) {
            return value >= 0 && value < words.size();
        }

        @Override
        public String range() {
            return listed(words, "or");
        }
    }

    /// Any number of words with commas between them, or `none`: a bit for each.
    record Some(List<String> words) implements OptionType {
        private static final String NONE = "none";

        @Override
        public OptionalLong parse(String text) {
            long bits = 0;
            if (!text.equals(NONE)) {
                for (String word : text.split(",", -1)) {
                    int place = words.indexOf(word.strip());
                    if (place < 0) {
                        return OptionalLong.empty();
                    }
                    bits |= 1L << place;
                }
            }
            return OptionalLong.of(bits);
        }

        @Override
        public String format(long value) {
            List<String> set = new ArrayList<>(words);
            set.removeIf(word -> (value >>> words.indexOf(word) & 1) == 0);
            return set.isEmpty() ? NONE : String.join(",", set);
        }

        @Override
        public boolean admits(long value) {
            return value >>> words.size() == 0;
        }

        @Override
        public String range() {
            return "some of " + listed(words, "and") + " with commas between them, or " + NONE;
        }
    }

    /// A number from `smallest` to `largest`, perhaps 0.
    record Quantity(OptionUnit unit, long smallest, long largest, boolean orZero) implements OptionType {
        @Override
        public OptionalLong parse(String text) {
            OptionalLong value = unit.parse(text);
            return value.isPresent() && admits(value.getAsLong()) ? value : OptionalLong.empty();
        }

        @Override
        public String format(long value) {
            return unit.format(value);
        }

        @Override
        public boolean admits(long value) {
            return (orZero && value == 0) || (value >= smallest && value <= largest);
        }

        @Override
        public String range() {
            return unit.format(smallest) + " to " + unit.format(largest) + (orZero ? ", or 0" : "");
        }

        @Override
        public String expected() {
            return unit.description() + " from " + range();
        }
    }

    /// One of some numbers.
    record Listed(OptionUnit unit, List<Long> values) implements OptionType {
        @Override
        public OptionalLong parse(String text) {
            OptionalLong value = unit.parse(text);
            return value.isPresent() && admits(value.getAsLong()) ? value : OptionalLong.empty();
        }

        @Override
        public String format(long value) {
            return unit.format(value);
        }

        @Override
        public boolean admits(long value) {
            return values.contains(value);
        }

        @Override
        public String range() {
            return listed(values.stream().map(unit::format).toList(), "or");
        }
    }
}
