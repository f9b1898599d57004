package io.hakmem;

import io.hakmem.os.UpcallStub;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Optional;

/// A [Hakmem] as C function pointers, for native libraries that take an allocator: what they allocate lies within its
/// budget and its statistics.
///
/// ```java
/// NativeCallbacks callbacks = hakmem.nativeCallbacks(Arena.global());
/// setAllocator.invokeExact(callbacks.malloc(), callbacks.free());
/// ```
///
/// Any thread may call the pointers, also one that the JVM did not start: it is attached to the JVM until it ends.
/// Native code that calls back must not be called by critical downcalls. Blocks are the same as those of the Java
/// calls: what one side allocates, the other may free.
///
/// Nothing is ever thrown into native code. A call that cannot be served returns `NULL` or 0; `errno` is not set. So do
/// sizes of 2⁶³ bytes and more. A **wrong address** is refused, harms nothing, and is counted ([#refusedCalls]); the
/// first such call, the second, the fourth, the eighth and so on are logged as warnings by the logger `io.hakmem`. So
/// is a call that finds no Java heap, or less than some 30 KiB of stack; a block that was to be freed stays live
/// then. A thread that has no stack left even for entering Java ends the JVM, as with any call from native code.
public final class NativeCallbacks {
    private final CFunctions functions;
    private final MemorySegment malloc;
    private final MemorySegment calloc;
    private final MemorySegment realloc;
    private final MemorySegment free;
    private final MemorySegment alignedAlloc;
    private final MemorySegment usableSize;

    NativeCallbacks(Hakmem hakmem, Arena arena) {
        this.functions = new CFunctions(hakmem);
        this.malloc = pointer("malloc", long.class, 1, arena);
        this.calloc = pointer("calloc", long.class, 2, arena);
        this.realloc = pointer("realloc", long.class, 2, arena);
        this.free = pointer("free", void.class, 1, arena);
        this.alignedAlloc = pointer("alignedAlloc", long.class, 2, arena);
        this.usableSize = pointer("usableSize", long.class, 1, arena);
    }

    private MemorySegment pointer(String function, Class<?> result, int parameters, Arena arena) {
        Class<?>[] words = new Class<?>[parameters];
        Arrays.fill(words, long.class);
        try {
            return UpcallStub.of(
                    MethodHandles.lookup().bind(functions, function, MethodType.methodType(result, words)), arena);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the function " + function + " is missing", e);
        }
    }

    /// `void *malloc(size_t size)`: as [Hakmem#allocate(long)]. Zero bytes get a block of their own.
    public MemorySegment malloc() {
        return malloc;
    }

    /// `void *calloc(size_t count, size_t size)`: as [Hakmem#allocateZeroedArray]. `NULL` when the product is no
    /// length.
    public MemorySegment calloc() {
        return calloc;
    }

    /// `void *realloc(void *block, size_t size)`: as [Hakmem#reallocate]. `NULL` leaves the old block as it was.
    /// `realloc(NULL, n)` allocates; `realloc(block, 0)` gives a block of zero bytes, which is to be freed.
    public MemorySegment realloc() {
        return realloc;
    }

    /// `void free(void *block)`: as [Hakmem#free(long)]. `NULL` is ignored.
    public MemorySegment free() {
        return free;
    }

    /// `void *aligned_alloc(size_t alignment, size_t size)`: as [Hakmem#allocate(long, long)]. `NULL` when the
    /// alignment is no power of two from 1 to 1 GiB; the size need not be a multiple of it.
    public MemorySegment alignedAlloc() {
        return alignedAlloc;
    }

    /// `void aligned_free(void *block)`: the same pointer as [#free].
    public MemorySegment alignedFree() {
        return free;
    }

    /// `size_t malloc_usable_size(void *block)`: as [Hakmem#usableSize]; 0 for `NULL` and for what is no live block.
    public MemorySegment usableSize() {
        return usableSize;
    }

    /// Number of calls that were refused for a wrong address, or found no Java heap or stack. Requests that got `NULL`
    /// for want of memory are in the statistics instead.
    public long refusedCalls() {
        return functions.refusedCalls();
    }

    /// What the last of them would have thrown in Java, with the Java callers of the native code: for a wrong address,
    /// an [InvalidFreeException].
    public Optional<Throwable> lastRefusal() {
        return functions.lastRefusal();
    }
}
