package io.hakmem.ignite;

import io.hakmem.Hakmem;
import io.hakmem.NativeOutOfMemoryError;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import org.apache.ignite.mem.MemoryAllocator;

/// A [Hakmem] as the memory of Ignite's data regions.
///
/// ```java
/// new DataRegionConfiguration().setMemoryAllocator(new HakmemAllocator(Hakmem.shared()));
/// ```
///
/// Ignite allocates a region in few large chunks and keeps pages of its own in them: HAKMEM gives it budget and
/// statistics.
///
/// It is serializable, since nodes send each other their configurations; what arrives is one over the process-wide
/// allocator there.
public final class HakmemAllocator implements MemoryAllocator, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Hakmem hakmem;

    /// @param hakmem must outlive the node
    public HakmemAllocator(Hakmem hakmem) {
        this.hakmem = Objects.requireNonNull(hakmem, "hakmem");
    }

    /// Address of a block of `size` bytes; 0 when there is no room, as Ignite expects, of which
    /// [Hakmem#onOutOfMemory] tells more.
    ///
    /// @throws IllegalArgumentException when `size` is negative
    @Override
    public long allocateMemory(long size) {
        try {
            return hakmem.allocate(size);
        } catch (NativeOutOfMemoryError e) {
            return 0;
        }
    }

    /// @throws io.hakmem.InvalidFreeException when no live block begins at `addr`; nothing is changed then
    @Override
    public void freeMemory(long addr) {
        hakmem.free(addr);
    }

    @Serial
    private Object readResolve() {
        return new HakmemAllocator(Hakmem.shared());
    }
}
