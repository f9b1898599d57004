package io.hakmem.lwjgl;

import io.hakmem.Hakmem;
import io.hakmem.NativeCallbacks;
import io.hakmem.NativeOutOfMemoryError;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.MemoryUtil.MemoryAllocator;

/// A [Hakmem] as the allocator of LWJGL: of [MemoryUtil], and of those native libraries that LWJGL gives its function
/// pointers to.
///
/// ```
/// -Dorg.lwjgl.system.allocator=io.hakmem.lwjgl.HakmemAllocator
/// ```
///
/// or, before [MemoryUtil] is used for the first time,
///
/// ```java
/// Configuration.MEMORY_ALLOCATOR.set(new HakmemAllocator(hakmem));
/// ```
///
/// A request without room gets 0, as LWJGL expects; [Hakmem#onOutOfMemory] tells more. A wrong address is refused
/// with an [io.hakmem.InvalidFreeException] in Java; in native code it is refused, counted and logged.
public final class HakmemAllocator implements MemoryAllocator {
    private final Hakmem hakmem;
    private final NativeCallbacks callbacks;

    /// Over the process-wide allocator; what LWJGL calls when it is given the name of this class.
    public HakmemAllocator() {
        this(Hakmem.shared());
    }

    /// @param hakmem must outlive all that LWJGL allocates
    public HakmemAllocator(Hakmem hakmem) {
        this.hakmem = Objects.requireNonNull(hakmem, "hakmem");
        this.callbacks = hakmem.nativeCallbacks(Arena.global());
    }

    /// The function pointers, and what they refused.
    public NativeCallbacks callbacks() {
        return callbacks;
    }

    @Override
    public long getMalloc() {
        return callbacks.malloc().address();
    }

    @Override
    public long getCalloc() {
        return callbacks.calloc().address();
    }

    @Override
    public long getRealloc() {
        return callbacks.realloc().address();
    }

    @Override
    public long getFree() {
        return callbacks.free().address();
    }

    @Override
    public long getAlignedAlloc() {
        return callbacks.alignedAlloc().address();
    }

    @Override
    public long getAlignedFree() {
        return callbacks.alignedFree().address();
    }

    @Override
    public long malloc(long size) {
        return orNull(() -> hakmem.allocate(size));
    }

    @Override
    public long calloc(long num, long size) {
        return orNull(() -> hakmem.allocateZeroedArray(num, size));
    }

    @Override
    public long realloc(long ptr, long size) {
        return orNull(() -> hakmem.reallocate(ptr, size));
    }

    @Override
    public void free(long ptr) {
        hakmem.free(ptr);
    }

    @Override
    public long aligned_alloc(long alignment, long size) {
        return orNull(() -> hakmem.allocate(size, alignment));
    }

    @Override
    public void aligned_free(long ptr) {
        hakmem.free(ptr);
    }

    private static long orNull(LongSupplier request) {
        try {
            return request.getAsLong();
        } catch (NativeOutOfMemoryError e) {
            return MemoryUtil.NULL;
        }
    }
}
