package io.hakmem.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/// A C function pointer to a Java method.
public final class UpcallStub {
    private UpcallStub() {}

    /// Makes a pointer to a function whose parameters and result are pointers or `size_t`, each a `long` to `target`;
    /// one that returns nothing is `void`. `target` must not throw: that would end the JVM.
    ///
    /// @param arena how long the pointer is good for
    /// @throws IllegalStateException when the arena is closed
    /// @throws WrongThreadException when the arena is confined to another thread
    public static MemorySegment of(MethodHandle target, Arena arena) {
        MemoryLayout[] words =
                Collections.nCopies(target.type().parameterCount(), JAVA_LONG).toArray(MemoryLayout[]::new);
        FunctionDescriptor function = target.type().returnType() == void.class
                ? FunctionDescriptor.ofVoid(words)
                : FunctionDescriptor.of(JAVA_LONG, words);
        return Linker.nativeLinker().upcallStub(target, function, arena);
    }
}
