package io.hakmem.misuse;

/// What becomes of a wrong use at one level, by the length of the block.
///
/// @param small up to 32 KiB: a block of a size class
/// @param medium up to 64 KiB: pages, which the level `hardened` keeps in its quarantine, too
/// @param large longer
record Cell(Outcome small, Outcome medium, Outcome large) {
    private static final long LARGEST_SMALL_BYTES = 8 << 10;
    private static final long LARGEST_MEDIUM_BYTES = 64 << 10;

    static Cell all(Outcome outcome) {
        return new Cell(outcome, outcome, outcome);
    }

    /// Blocks of size classes, and all longer ones.
    static Cell of(Outcome small, Outcome longer) {
        return new Cell(small, longer, longer);
    }

    Outcome of(long bytes) {
        if (bytes <= LARGEST_SMALL_BYTES) {
            return small;
        }
        return bytes <= LARGEST_MEDIUM_BYTES ? medium : large;
    }

    /// The cell of the page.
    String text() {
        if (small == medium && medium == large) {
            return small.phrase();
        }
        if (medium == large) {
            return "up to 32 KiB " + small.phrase() + ", longer " + large.phrase();
        }
        return small == medium
                ? "up to 64 KiB " + small.phrase() + ", longer " + large.phrase()
                : "up to 32 KiB " + small.phrase() + ", up to 64 KiB " + medium.phrase() + ", longer " + large.phrase();
    }
}
