package io.hakmem.slab;

import io.hakmem.os.HugePages;
import io.hakmem.os.PageSource;
import io.hakmem.os.PageSourceException;
import java.util.List;

/// The one mapping, kept for ever with its alignment slack. Its length is a power of two, so that one mask tells
/// whether an offset lies inside.
///
/// A record, because the JIT compiler trusts the fields of records: with a constant reservation they are constants.
///
/// @param base first usable address, a multiple of `superSlabBytes`
/// @param bytes usable length, a power of two
/// @param superSlabBytes length of a SuperSlab
/// @param pageBytes length of an OS page
/// @param mappedBase first address of the mapping
/// @param mappedBytes length of the mapping
public record Reservation(long base, long bytes, int superSlabBytes, int pageBytes, long mappedBase, long mappedBytes) {

    /// Without huge pages.
    public static Reservation of(PageSource source, long wantedBytes, int superSlabBytes, List<String> notes) {
        return of(source, wantedBytes, superSlabBytes, HugePages.NEVER, notes);
    }

    /// Reserves `wantedBytes`, rounded up to a power of two, or the half of it and so on when that is refused.
    ///
    /// @param notes is left with a sentence when less was reserved than wanted, and one when huge pages are missed
    /// @throws PageSourceException when even 8 SuperSlabs are refused
    public static Reservation of(
            PageSource source, long wantedBytes, int superSlabBytes, HugePages hugePages, List<String> notes) {
        long smallest = 8L * superSlabBytes;
        long wanted = Math.min(roundUpToPowerOfTwo(Math.max(wantedBytes, smallest)), source.largestReservationBytes());
        for (long bytes = wanted; ; bytes /= 2) {
            try {
                return map(source, bytes, superSlabBytes, hugePages, notes);
            } catch (PageSourceException e) {
                if (bytes / 2 < smallest) {
                    throw e;
                }
                notes.clear();
                notes.add("The reservation of " + wanted + " bytes was refused; it is " + bytes / 2 + " bytes, since "
                        + e.getMessage() + ".");
            }
        }
    }

    private static Reservation map(
            PageSource source, long bytes, int superSlabBytes, HugePages hugePages, List<String> notes) {
        long mappedBytes = bytes + superSlabBytes;
        long mappedBase = source.map(mappedBytes);
        try {
            advise(source, mappedBase, mappedBytes, hugePages, notes);
            long base = (mappedBase + superSlabBytes - 1) & -superSlabBytes;
            return new Reservation(base, bytes, superSlabBytes, source.pageBytes(), mappedBase, mappedBytes);
        } catch (Throwable e) {
            unmap(source, mappedBase, mappedBytes, e);
            throw e;
        }
    }

    /// A wish: a reservation that the system does not treat so is as good.
    private static void advise(
            PageSource source, long mappedBase, long mappedBytes, HugePages hugePages, List<String> notes) {
        try {
            source.adviseReservation(mappedBase, mappedBytes, hugePages);
        } catch (PageSourceException e) {
            if (hugePages == HugePages.ALWAYS) {
                notes.add("Huge pages were asked for in vain: " + e.getMessage() + ".");
            }
        }
    }

    /// Gives the mapping back, since `cause` keeps it from being used.
    public void unmap(PageSource source, Throwable cause) {
        unmap(source, mappedBase, mappedBytes, cause);
    }

    private static void unmap(PageSource source, long mappedBase, long mappedBytes, Throwable cause) {
        try {
            source.unmap(mappedBase, mappedBytes);
        } catch (PageSourceException e) {
            cause.addSuppressed(e);
        }
    }

    /// Whether an offset from the base lies inside: one unsigned compare of the full `long`.
    public boolean contains(long offset) {
        return Long.compareUnsigned(offset, bytes) < 0;
    }

    int superSlabCount() {
        return (int) (bytes / superSlabBytes);
    }

    private static long roundUpToPowerOfTwo(long bytes) {
        return bytes <= 1 ? 1 : Long.highestOneBit(bytes - 1) << 1;
    }
}
