package io.hakmem.bench.workload;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// Single bytes of native memory by raw address, for the touches of a workload.
final class NativeBytes {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle BYTE = JAVA_BYTE.varHandle();

    private NativeBytes() {}

    static void set(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    /// Reads by opaque access: the compiler may not answer from the store before it, as C's `volatile` forbids it to.
    static byte getOpaque(long address) {
        return (byte) BYTE.getOpaque(ALL, address);
    }
}
