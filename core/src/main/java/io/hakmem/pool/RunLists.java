package io.hakmem.pool;

import io.hakmem.bits.AtomicBitmap;
import io.hakmem.bits.AtomicBitmaps;

/// Hints at places by the lengths of their runs of free parts: one bitmap per length.
///
/// *Look; when the place does not belong there, unlist it, look again, and list it where it belongs.* Who gives parts
/// back lists the place afterwards. So a place with a run stands in the list of that length, or of a longer one that it
/// had and that is taken from in part.
final class RunLists {
    private final int longest;
    private final AtomicBitmaps lists;

    /// @param places number of places
    /// @param longest the longest run that is listed
    RunLists(int places, int longest) {
        this.longest = longest;
        this.lists = new AtomicBitmaps(longest + 1, places);
    }

    /// Makes the parts of all lists for a place, so that listing it allocates nothing.
    void prepare(int place) {
        for (int length = 1; length <= longest; length++) {
            lists.of(length).prepare(place);
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
        AtomicBitmap list = lists.known(length);
        if (list != null) {
            list.clear(place);
        }
    }

    /// The next place from `place` on in the list of a length, −1 when there is none.
    int next(int length, int place) {
        AtomicBitmap list = lists.known(length);
        return list == null ? -1 : list.nextSet(place);
    }

    /// Whether each run of a place is found, at its length or at a longer one: at rest.
    ///
    /// @param lengths bit n stands for a run of length n
    boolean isListed(int place, long lengths) {
        boolean found = false;
        for (int length = longest; length > 0; length--) {
            AtomicBitmap list = lists.known(length);
            found |= list != null && list.isSet(place);
            if ((lengths >>> length & 1) != 0 && !found) {
                return false;
            }
        }
        return true;
    }

    /// Whether no summary hides a bit: at rest.
    boolean isValid() {
        return lists.isValid();
    }

    private AtomicBitmap preparedListOf(int length, int place) {
        AtomicBitmap list = lists.known(length);
        if (list == null) {
            throw new AssertionError("place " + place + " was not prepared");
        }
        return list;
    }

    long metadataBytes() {
        return lists.metadataBytes();
    }
}
