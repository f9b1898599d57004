package io.hakmem.bench.allocator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The version of a native library, asked for in the library's own way.
final class NativeVersion {
    private static final AddressLayout STRING =
            ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE));
    private static final int MAJOR = 100;
    private static final int MINOR = 10;

    private NativeVersion() {}

    static Optional<String> of(NativeLibrary library, SymbolLookup functions) {
        try (Arena arena = Arena.ofConfined()) {
            return Optional.of(
                    switch (library) {
                        case GLIBC -> glibc(functions);
                        case MIMALLOC -> mimalloc(functions);
                        case JEMALLOC -> jemalloc(functions, arena);
                        case TCMALLOC -> tcmalloc(functions);
                    });
        } catch (Throwable old) {
            // A build without the function; the file's name is in the notes.
            return Optional.empty();
        }
    }

    private static String glibc(SymbolLookup functions) throws Throwable {
        MethodHandle version = link(functions, "gnu_get_libc_version", FunctionDescriptor.of(STRING));
        return ((MemorySegment) version.invokeExact()).getString(0);
    }

    /// A number such as 209 for 2.0.9.
    private static String mimalloc(SymbolLookup functions) throws Throwable {
        int number = (int)
                link(functions, "mi_version", FunctionDescriptor.of(JAVA_INT)).invokeExact();
        return number / MAJOR + "." + number % MAJOR / MINOR + "." + number % MINOR;
    }

    private static String jemalloc(SymbolLookup functions, Arena arena) throws Throwable {
        MethodHandle mallctl = link(
                functions,
                "mallctl",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ValueLayout.JAVA_LONG));
        MemorySegment version = arena.allocate(STRING);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, STRING.byteSize());
        int refused = (int) mallctl.invokeExact(arena.allocateFrom("version"), version, length, MemorySegment.NULL, 0L);
        if (refused != 0) {
            throw new IllegalStateException("mallctl returned " + refused);
        }
        return version.get(STRING, 0).getString(0);
    }

    private static String tcmalloc(SymbolLookup functions) throws Throwable {
        MethodHandle version = link(functions, "tc_version", FunctionDescriptor.of(STRING, ADDRESS, ADDRESS, ADDRESS));
        return ((MemorySegment) version.invokeExact(MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL))
                .getString(0);
    }

    private static MethodHandle link(SymbolLookup functions, String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(functions.findOrThrow(name), descriptor);
    }
}
