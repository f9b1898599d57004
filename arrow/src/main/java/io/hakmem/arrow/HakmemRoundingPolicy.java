package io.hakmem.arrow;

import io.hakmem.Hakmem;
import java.util.Objects;
import org.apache.arrow.memory.rounding.RoundingPolicy;

/// Rounds a request to what its block can hold anyway ([Hakmem#goodSize]): from 128 bytes on by a quarter at
/// most, where Arrow's own policy doubles in the worst case. Vectors use all of it.
public final class HakmemRoundingPolicy implements RoundingPolicy {
    private final Hakmem hakmem;

    /// @param hakmem whose sizes they are
    public HakmemRoundingPolicy(Hakmem hakmem) {
        this.hakmem = Objects.requireNonNull(hakmem, "hakmem");
    }

    /// @param requestSize length in bytes, not negative; one that no block can have is left as it is, for the allocator
    ///     to refuse
    @Override
    public long getRoundedSize(long requestSize) {
        try {
            return hakmem.goodSize(requestSize);
        } catch (IllegalArgumentException e) {
            return requestSize;
        }
    }
}
