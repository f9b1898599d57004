package io.hakmem.bench.allocator;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.constant.ConstantDescs;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/// A native `malloc` through downcalls with constant handles, and addresses as plain `long` values.
///
/// [NativeLibrary#open] loads this class once for each library; as it stands it belongs to none.
final class NativeAllocator implements Allocator {
    private static final Calls CALLS = calls();
    private static final NativeLibrary LIBRARY = CALLS.library();
    private static final SymbolLookup FUNCTIONS = LIBRARY.load();

    private static final FunctionDescriptor ALLOCATES = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor COUNTS_AND_ALLOCATES =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle MALLOC = link(LIBRARY.malloc(), ALLOCATES);
    private static final MethodHandle FREE = link(LIBRARY.free(), FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle ZEROED = LIBRARY.zeroed().endsWith("calloc")
            ? MethodHandles.insertArguments(link(LIBRARY.zeroed(), COUNTS_AND_ALLOCATES), 0, 1L)
            : link(LIBRARY.zeroed(), ALLOCATES);
    private static final MethodHandle REALLOC = link(LIBRARY.realloc(), COUNTS_AND_ALLOCATES);

    NativeAllocator() {}

    /// Whose functions are called, and how.
    ///
    /// @param critical whether downcalls leave out the thread's transition into native code and back
    record Calls(NativeLibrary library, boolean critical) {}

    @Override
    public long allocate(long bytes) {
        try {
            return NativeBlocks.nonNull((long) MALLOC.invokeExact(bytes), bytes);
        } catch (Throwable failure) {
            throw NativeBlocks.outOfMemory(failure);
        }
    }

    @Override
    public long allocateZeroed(long bytes) {
        try {
            return NativeBlocks.nonNull((long) ZEROED.invokeExact(bytes), bytes);
        } catch (Throwable failure) {
            throw NativeBlocks.outOfMemory(failure);
        }
    }

    @Override
    public long reallocate(long address, long bytes) {
        try {
            return NativeBlocks.nonNull((long) REALLOC.invokeExact(address, bytes), bytes);
        } catch (Throwable failure) {
            throw NativeBlocks.outOfMemory(failure);
        }
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
    public Optional<String> version() {
        return LIBRARY.version(FUNCTIONS);
    }

    @Override
    public List<String> notes() {
        return List.of(LIBRARY.malloc() + " and " + LIBRARY.free() + " of " + LIBRARY.origin() + " are called by "
                + (CALLS.critical()
                        ? "critical downcalls, which leave out the thread's transition into native code."
                        : "plain downcalls; critical ones are faster, but a safepoint waits for them."));
    }

    private static Calls calls() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, Calls.class);
        } catch (IllegalAccessException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private static MethodHandle link(String function, FunctionDescriptor descriptor) {
        Linker.Option[] options =
                CALLS.critical() ? new Linker.Option[] {Linker.Option.critical(false)} : new Linker.Option[0];
        return Linker.nativeLinker().downcallHandle(FUNCTIONS.findOrThrow(function), descriptor, options);
    }
}
