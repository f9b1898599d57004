package io.hakmem.pool;

import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.SuperSlab;

/// Which SuperSlabs nobody uses: those of the reservation that are unused, and those of the cache. What is found is a
/// hint until it is owned.
///
/// @param space the reservation
/// @param cache the empty SuperSlabs, whose pages may be warm
record IdleSuperSlabs(AddressSpace space, SuperSlabCache cache) {
    /// First of `count` adjacent idle SuperSlabs, −1 when there are none: where most are warm, else lowest.
    ///
    /// @param alignment of the first address
    /// @param highestUsed behind it no SuperSlab is warm
    int find(int count, long alignment, int highestUsed) {
        int best = -1;
        int mostWarm = -1;
        int warm = 0;
        int length = 0;
        int last = -1;
        for (int index = nextIdle(0); index >= 0; index = nextIdle(index + 1)) {
            if (index != last + 1) {
                length = 0;
                warm = 0;
            }
            last = index;
            warm += isWarm(index) ? 1 : 0;
            if (++length > count) {
                warm -= isWarm(index - count) ? 1 : 0;
            }
            int first = index - count + 1;
            if (length >= count && warm > mostWarm && isAligned(first, alignment)) {
                best = first;
                mostWarm = warm;
            }
            if (best >= 0 && first > highestUsed) {
                return best;
            }
        }
        return best;
    }

    private boolean isAligned(int index, long alignment) {
        return (space.slotBase(index * space.slotsPerSuperSlab()) & alignment - 1) == 0;
    }

    private boolean isWarm(int index) {
        SuperSlab superSlab = space.knownSuperSlab(index);
        return superSlab != null && superSlab.backedSlots() != 0 && cache.holds(index);
    }

    /// Whether a SuperSlab is idle just now.
    boolean isIdle(int index) {
        return space.isUnused(index) || cache.holds(index);
    }

    private int nextIdle(int from) {
        int unused = space.nextUnused(from);
        int cached = cache.nextCached(from);
        return unused < 0 || cached < 0 ? Math.max(unused, cached) : Math.min(unused, cached);
    }
}
