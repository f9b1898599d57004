package io.hakmem.heap;

import io.hakmem.slab.Slab;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Calls of the slow paths that the JIT compiler does not inline, because it does not know the target: the handles are
/// fields of an object, not constants.
///
/// While a program warms up, refills are frequent, and C2 would inline the whole of them into the fast path. That is
/// too big then to be inlined into its own callers, and every allocation pays for a call.
final class OutOfLine {
    private final MethodHandle allocate;
    private final MethodHandle free;

    OutOfLine(SlowBlocks slow) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            this.allocate = lookup.bind(slow, "allocate", MethodType.methodType(long.class, int.class, boolean.class));
            this.free = lookup.bind(slow, "free", MethodType.methodType(Blocks.Outcome.class, Slab.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a slow path is missing", e);
        }
    }

    /// [SlowBlocks#allocate].
    long allocate(int sizeClass, boolean aligned) {
        try {
            return (long) allocate.invokeExact(sizeClass, aligned);
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    /// [SlowBlocks#free].
    Blocks.Outcome free(Slab slab, long offset) {
        try {
            return (Blocks.Outcome) free.invokeExact(slab, offset);
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    private static Error sneaky(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        throw new AssertionError("a slow path threw", e);
    }
}
