package io.hakmem.misuse;

/// What becomes of a wrong use.
enum Outcome {
    /// The wrong call ends in an exception, and nothing is changed.
    REFUSED("refused"),
    /// The call is not refused, but told afterwards: by a later exception, in the statistics, or both.
    FOUND("found later"),
    /// As `FOUND`, where a live block lies; else as `UNNOTICED`.
    FOUND_IN_A_BLOCK("found later where a block lies"),
    /// Nobody tells it, and the allocator stays sound.
    UNNOTICED("not found"),
    /// Nobody need tell it, and right calls may suffer: a block has two owners, or zeroed memory is not zero.
    UNSOUND("**harm**"),
    /// Two calls race: one is refused, or in rare moments none, which is `UNSOUND`.
    RACED("refused, or **harm** in a race");

    private final String phrase;

    Outcome(String phrase) {
        this.phrase = phrase;
    }

    /// In a cell of the table.
    String phrase() {
        return phrase;
    }

    /// Whether what was seen may come of it.
    boolean allows(Outcome seen) {
        return switch (this) {
            case REFUSED, FOUND, UNNOTICED -> seen == this;
            case FOUND_IN_A_BLOCK -> seen == FOUND || seen == UNNOTICED;
            case UNSOUND -> seen != REFUSED;
            case RACED -> true;
        };
    }
}
