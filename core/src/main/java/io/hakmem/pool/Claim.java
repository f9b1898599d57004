package io.hakmem.pool;

import io.hakmem.slab.Slab;
import org.jspecify.annotations.Nullable;

/// What a refill got: bits of one word of a slab, owned by the caller. Made before the search, so that nothing has
/// to be allocated while bits are out.
public final class Claim {
    private @Nullable Slab slab;
    private int word;
    private long bits;
    private boolean leased;
    private boolean overBudget;

    /// A search begins.
    public void begin() {
        overBudget = false;
    }

    /// The search found blocks whose pages the budget does not allow.
    void overBudget() {
        overBudget = true;
    }

    void set(Slab slab, int word, long bits, boolean leased) {
        this.slab = slab;
        this.word = word;
        this.bits = bits;
        this.leased = leased;
    }

    /// The slab of the last successful refill.
    public Slab slab() {
        if (slab == null) {
            throw new IllegalStateException("nothing was claimed");
        }
        return slab;
    }

    public int word() {
        return word;
    }

    public long bits() {
        return bits;
    }

    /// After a search in vain: whether it found blocks, but the budget did not allow their pages.
    public boolean isOverBudget() {
        return overBudget;
    }

    /// Whether the claiming heap leases the slab now.
    public boolean isLeased() {
        return leased;
    }
}
