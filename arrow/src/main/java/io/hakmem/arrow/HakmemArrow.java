package io.hakmem.arrow;

import io.hakmem.Hakmem;
import java.util.Objects;
import org.apache.arrow.memory.AllocationListener;

/// Makes Arrow's roots over a [Hakmem].
public final class HakmemArrow {
    private HakmemArrow() {}

    /// A root without a limit but that of `hakmem`, else as [#newRoot(Hakmem, AllocationListener, long)].
    public static HakmemRootAllocator newRoot(Hakmem hakmem) {
        return newRoot(hakmem, AllocationListener.NOOP, Long.MAX_VALUE);
    }

    /// A root whose buffers lie in `hakmem`, with lengths rounded to its blocks.
    ///
    /// @param hakmem where the buffers lie; it must outlive them
    /// @param listener told of each buffer and child
    /// @param limitBytes of this root's buffers all together, rounded; the limit of `hakmem` holds anyway
    /// @throws IllegalStateException when Arrow cannot use native memory for want of a flag; the message names it
    public static HakmemRootAllocator newRoot(Hakmem hakmem, AllocationListener listener, long limitBytes) {
        Objects.requireNonNull(hakmem, "hakmem");
        ArrowFlags.require(); // before the root's class, whose message names another flag
        return new HakmemRootAllocator(hakmem, listener, limitBytes);
    }
}
