package io.hakmem.bench.allocator;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// The C library's `malloc` and `free` through the fastest calls that Java has: constant handles, addresses as plain
/// `long` values, and critical downcalls, which leave out the thread's transition into native code and back.
final class GlibcAllocator implements Allocator {
    private static final MethodHandle MALLOC = link("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = link("free", FunctionDescriptor.ofVoid(JAVA_LONG));

    @Override
    public long allocate(long bytes) {
        long address;
        try {
            address = (long) MALLOC.invokeExact(bytes);
        } catch (Throwable impossible) {
            throw new AssertionError("malloc does not throw", impossible);
        }
        if (address == 0) {
            throw new OutOfMemoryError("malloc(" + bytes + ") returned NULL");
        }
        return address;
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable impossible) {
            throw new AssertionError("free does not throw", impossible);
        }
    }

    @Override
    public List<String> notes() {
        return List.of("malloc and free are called by critical downcalls, which are faster than plain ones.");
    }

    private static MethodHandle link(String function, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), descriptor, Linker.Option.critical(false));
    }
}
