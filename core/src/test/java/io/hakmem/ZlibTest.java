package io.hakmem;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Code that was written for a JDK arena, and a C library behind it, on our memory.
class ZlibTest {
    private static final String LIBRARY = "libz.so.1";

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private static SymbolLookup zlib = SymbolLookup.loaderLookup();

    @BeforeAll
    static void load() {
        try {
            zlib = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new AssertionError(
                    "zlib was to be loaded as " + LIBRARY + ", but is not here: install it (zlib1g).", e);
        }
    }

    @Test
    void bytes_compressedAndUncompressedInOurArenas_areTheSame() throws Throwable {
        byte[] text = text();
        try (Arena arena = test.hakmem().confinedArena()) {
            assertRoundTrip(arena, text);
        }
        try (Arena arena = test.hakmem().sharedArena(Contents.UNDEFINED)) {
            assertRoundTrip(arena, text);
        }
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    /// Half of it random, so that it is neither incompressible nor trivial.
    private static byte[] text() {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        byte[] text = new byte[300_000];
        for (int index = 0; index < text.length; index += 2) {
            text[index] = (byte) random.nextInt(26);
        }
        return text;
    }

    private static void assertRoundTrip(SegmentAllocator memory, byte[] text) throws Throwable {
        FunctionDescriptor toTarget = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        MemorySegment source = memory.allocateFrom(JAVA_BYTE, text);
        MemorySegment compressed =
                memory.allocate((long) function("compressBound", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG))
                        .invokeExact(source.byteSize()));
        MemorySegment length = memory.allocateFrom(JAVA_LONG, compressed.byteSize());
        int result = (int) function("compress", toTarget).invokeExact(compressed, length, source, source.byteSize());
        assertThat(result).as("compress").isZero();
        assertThat(length.get(JAVA_LONG, 0)).isBetween(1L, text.length - 1L);
        MemorySegment target = memory.allocate(text.length);
        MemorySegment targetLength = memory.allocateFrom(JAVA_LONG, target.byteSize());
        result = (int) function("uncompress", toTarget)
                .invokeExact(target, targetLength, compressed, length.get(JAVA_LONG, 0));
        assertThat(result).as("uncompress").isZero();
        assertThat(target.toArray(JAVA_BYTE)).isEqualTo(text);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(zlib.findOrThrow(name), descriptor);
    }
}
