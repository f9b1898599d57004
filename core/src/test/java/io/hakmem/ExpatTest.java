package io.hakmem;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A C library that takes `malloc`, `realloc` and `free` just as they are: Expat, a parser of XML (libexpat1).
class ExpatTest {
    @RegisterExtension
    private final TestHakmem test = TestHakmem.with(TestHakmem.options()
            .superSlabBytes(1 << 20)
            .reservationBytes(8 << 20)
            .build());

    private final Arena arena = Arena.ofShared();
    private final SymbolLookup expat = expat(arena);
    private final MethodHandle create = function("XML_ParserCreate_MM", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private final MethodHandle parse = function("XML_Parse", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle free = Linker.nativeLinker()
            .downcallHandle(expat.findOrThrow("XML_ParserFree"), FunctionDescriptor.ofVoid(ADDRESS));

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void parser_withTheCallbacks_livesInTheAllocatorAndLeavesNothing() throws Throwable {
        NativeCallbacks callbacks = test.hakmem().nativeCallbacks(arena);
        MemorySegment parser = parser(callbacks);
        String document = "<list>" + "<item name='a long enough name'>text</item>".repeat(1_000) + "</list>";
        MemorySegment text = arena.allocateFrom(document, StandardCharsets.UTF_8);

        assertThat((int) parse.invokeExact(parser, text, document.length(), 1)).isOne();

        assertThat(test.hakmem().stats().memory().liveBytes()).isGreaterThan(1_000);
        free.invokeExact(parser);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
        assertThat(callbacks.refusedCalls()).isZero();
    }

    @Test
    void parser_fullAllocator_isRefusedUntilMemoryIsFree() throws Throwable {
        NativeCallbacks callbacks = test.hakmem().nativeCallbacks(arena);
        List<Long> blocks = Stream.of(64 << 10, 4 << 10, 16)
                .flatMap(bytes -> FullAllocator.fill(test.hakmem(), bytes).stream())
                .toList();

        assertThat(parser(callbacks).address()).isZero();

        blocks.forEach(test.hakmem()::free);
        MemorySegment parser = parser(callbacks);
        assertThat(parser.address()).isNotZero();
        free.invokeExact(parser);
    }

    /// `XML_Memory_Handling_Suite`: three pointers.
    private MemorySegment parser(NativeCallbacks callbacks) throws Throwable {
        MemorySegment suite = arena.allocate(ADDRESS, 3);
        suite.setAtIndex(ADDRESS, 0, callbacks.malloc());
        suite.setAtIndex(ADDRESS, 1, callbacks.realloc());
        suite.setAtIndex(ADDRESS, 2, callbacks.free());
        return (MemorySegment) create.invokeExact(MemorySegment.NULL, suite, MemorySegment.NULL);
    }

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(expat.findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    private static SymbolLookup expat(Arena arena) {
        try {
            return SymbolLookup.libraryLookup("libexpat.so.1", arena);
        } catch (IllegalArgumentException missing) {
            return abort("libexpat.so.1 is not on this machine (Debian's package libexpat1 installs it)");
        }
    }
}
