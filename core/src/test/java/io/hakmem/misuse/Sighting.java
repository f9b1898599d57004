package io.hakmem.misuse;

import java.util.List;

/// What was seen of one wrong use.
///
/// @param bytes length of the block
/// @param variant which form of the wrong use
/// @param thrown for each wrong call the exception, or [Scene#ACCEPTED]
/// @param clues that told it later
/// @param harms what right calls suffered, and violated invariants
record Sighting(long bytes, String variant, List<String> thrown, List<String> clues, List<String> harms) {
    private static final String BETWEEN_FIELDS = "\t";
    private static final String BETWEEN_ELEMENTS = "; ";

    Outcome outcome() {
        boolean refused = thrown.stream().anyMatch(each -> !each.equals(Scene.ACCEPTED));
        if (!harms.isEmpty()) {
            return Outcome.UNSOUND;
        }
        if (refused && !thrown.contains(Scene.ACCEPTED)) {
            return Outcome.REFUSED;
        }
        return refused || !clues.isEmpty() ? Outcome.FOUND : Outcome.UNNOTICED;
    }

    /// For another process.
    String line() {
        return String.join(
                BETWEEN_FIELDS,
                Long.toString(bytes),
                variant,
                String.join(BETWEEN_ELEMENTS, thrown),
                String.join(BETWEEN_ELEMENTS, clues),
                String.join(BETWEEN_ELEMENTS, harms));
    }

    static Sighting parse(String line) {
        String[] fields = line.split(BETWEEN_FIELDS, -1);
        return new Sighting(
                Long.parseLong(fields[0]), fields[1], elements(fields[2]), elements(fields[3]), elements(fields[4]));
    }

    private static List<String> elements(String field) {
        return field.isEmpty() ? List.of() : List.of(field.split(BETWEEN_ELEMENTS, -1));
    }
}
