package io.hakmem.netty;

import java.lang.foreign.MemorySegment;

/// The permission to use memory by address.
final class NativeAccess {
    private NativeAccess() {}

    /// @throws IllegalStateException when the JVM was started with `--illegal-native-access=deny` and without the flag
    ///     that the message names
    static void require() {
        try {
            MemorySegment _ = MemorySegment.NULL.reinterpret(1);
        } catch (IllegalCallerException e) {
            String modules = NativeAccess.class.getModule().isNamed() ? "io.hakmem,io.hakmem.netty" : "ALL-UNNAMED";
            throw new IllegalStateException(
                    "HAKMEM works on memory outside the Java heap, which this JVM denies it: start it with"
                            + " --enable-native-access=" + modules + ".",
                    e);
        }
    }
}
