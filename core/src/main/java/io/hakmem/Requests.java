package io.hakmem;

/// What a request may ask for: its numbers are checked here before anything else happens.
final class Requests {
    static final long LARGEST_ALIGNMENT_BYTES = 1L << 30;

    private Requests() {}

    /// @throws IllegalArgumentException when a length is negative
    static void checkLength(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A block of " + bytes + " bytes was asked for, but 0 is the least.");
        }
    }

    /// @throws IllegalArgumentException when a length is beyond that of all memory there is
    static void checkRounding(long bytes, long mostBytes) {
        if (bytes > mostBytes) {
            throw new IllegalArgumentException(
                    "A block of " + bytes + " bytes was asked about, but " + mostBytes + " is the most.");
        }
    }

    /// @throws IllegalArgumentException when an alignment is no power of two up to 1 GiB
    static void checkAlignment(long alignment) {
        if (!isAlignment(alignment)) {
            throw new IllegalArgumentException("An alignment of " + alignment
                    + " bytes was asked for, but it must be a power of two from 1 to " + LARGEST_ALIGNMENT_BYTES + ".");
        }
    }

    static boolean isAlignment(long alignment) {
        return alignment > 0 && alignment <= LARGEST_ALIGNMENT_BYTES && (alignment & alignment - 1) == 0;
    }

    /// Length in bytes of `count` elements.
    ///
    /// @throws IllegalArgumentException when one is negative or the product is no `long`
    static long lengthOf(long count, long elementBytes) {
        if (count < 0 || elementBytes < 0) {
            throw new IllegalArgumentException(
                    count + " elements of " + elementBytes + " bytes were asked for, but 0 is the least of either.");
        }
        if (!isLength(count, elementBytes)) {
            throw new IllegalArgumentException(count + " elements of " + elementBytes
                    + " bytes were asked for, but together they must not be longer than " + Long.MAX_VALUE + " bytes.");
        }
        return count * elementBytes;
    }

    /// Whether the length of `count` elements is a `long`, and neither is negative.
    static boolean isLength(long count, long elementBytes) {
        return count >= 0
                && elementBytes >= 0
                && Math.multiplyHigh(count, elementBytes) == 0
                && count * elementBytes >= 0;
    }
}
