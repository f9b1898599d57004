package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.bits.References;
import org.jspecify.annotations.Nullable;

/// Hints at places by the lengths of their runs of free parts: one bitmap per length.
///
/// *Look; when the place does not belong there, unlist it, look again, and list it where it belongs.* Who gives parts
/// back lists the place afterwards. So a place with a run stands in the list of that length, or of a longer one that it
/// had and that is taken from in part.
final class RunLists {
    private final int places;
    private final int longest;
    private final @Nullable Object[] lists;

    /// @param places number of places
    /// @param longest the longest run that is listed
    RunLists(int places, int longest) {
        this.places = places;
        this.longest = longest;
        this.lists = new Object[longest + 1];
    }

    /// Makes the parts of all lists for a place, so that listing it allocates nothing.
    void prepare(int place) {
        for (int length = 1; length <= longest; length++) {
            if (listOf(length) == null) {
                References.compareAndSet(lists, length, null, new AtomicBitmap(places));
            }
            preparedListOf(length, place).prepare(place);
        }
    }

    /// Lists a place that is prepared.
    ///
    /// @param lengths bit n stands for a run of length n
    void list(int place, long lengths) {
        for (long some = lengths; some != 0; some &= some - 1) {
            AtomicBitmap list = preparedListOf(Long.numberOfTrailingZeros(some), place);
            if (!list.isSet(place)) {
                list.set(place);
            }
        }
    }

    void unlist(int place, int length) {
        AtomicBitmap list = listOf(length);
        if (list != null) {
            list.clear(place);
        }
    }

    /// The next place from `place` on in the list of a length, −1 when there is none.
    int next(int length, int place) {
        AtomicBitmap list = listOf(length);
        return list == null ? -1 : list.nextSet(place);
    }

    /// Whether each run of a place is found, at its length or at a longer one: at rest.
    ///
    /// @param lengths bit n stands for a run of length n
    boolean isListed(int place, long lengths) {
        boolean found = false;
        for (int length = longest; length > 0; length--) {
            AtomicBitmap list = listOf(length);
            found |= list != null && list.isSet(place);
            if ((lengths >>> length & 1) != 0 && !found) {
                return false;
            }
        }
        return true;
    }

    /// Whether no summary hides a bit: at rest.
    boolean isValid() {
        for (int length = 1; length <= longest; length++) {
            AtomicBitmap list = listOf(length);
            if (list != null && !list.isValid()) {
                return false;
            }
        }
        return true;
    }

    private AtomicBitmap preparedListOf(int length, int place) {
        AtomicBitmap list = listOf(length);
        if (list == null) {
            throw new AssertionError("place " + place + " was not prepared");
        }
        return list;
    }

    private @Nullable AtomicBitmap listOf(int length) {
        return (AtomicBitmap) References.getAcquire(lists, length);
    }

    long metadataBytes() {
        long bytes = 32 + 4L * lists.length;
        for (int length = 1; length <= longest; length++) {
            AtomicBitmap list = listOf(length);
            bytes += list == null ? 0 : list.metadataBytes();
        }
        return bytes;
    }
}
