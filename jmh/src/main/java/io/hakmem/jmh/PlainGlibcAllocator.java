package io.hakmem.jmh;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.hakmem.bench.allocator.Allocator;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// The C library's `malloc` called in the ordinary way: the thread changes to native and back, so that a safepoint
/// never waits for it.
final class PlainGlibcAllocator implements Allocator {
    private static final MethodHandle MALLOC = downcall("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CALLOC =
            downcall("calloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle REALLOC =
            downcall("realloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = downcall("free", FunctionDescriptor.ofVoid(JAVA_LONG));

    @Override
    public long allocate(long bytes) {
        try {
            return (long) MALLOC.invokeExact(bytes);
        } catch (Throwable e) {
            throw new AssertionError("malloc does not throw", e);
        }
    }

    @Override
    public long allocateZeroed(long bytes) {
        try {
            return (long) CALLOC.invokeExact(1L, bytes);
        } catch (Throwable e) {
            throw new AssertionError("calloc does not throw", e);
        }
    }

    @Override
    public long reallocate(long address, long bytes) {
        try {
            return (long) REALLOC.invokeExact(address, bytes);
        } catch (Throwable e) {
            throw new AssertionError("realloc does not throw", e);
        }
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new AssertionError("free does not throw", e);
        }
    }

    private static MethodHandle downcall(String function, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor);
    }
}
