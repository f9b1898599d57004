package io.hakmem.netty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// All memory by raw address: numbers by `ALL.get(INT, address)`, bytes by the methods. Whoever calls has checked the
/// index.
///
/// Segment and layouts are `static final`, so that the JIT compiler folds an access to one move instruction.
final class DirectMemory {
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    static final ValueLayout.OfShort SHORT_LE = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    static final ValueLayout.OfInt INT_LE = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);
    static final ValueLayout.OfLong LONG_LE = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private DirectMemory() {}

    static void zero(long address, int bytes) {
        ALL.asSlice(address, bytes).fill((byte) 0);
    }

    /// The ranges may overlap.
    static void copy(long from, long to, int bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    static void copy(long from, byte[] to, int toIndex, int bytes) {
        MemorySegment.copy(ALL, JAVA_BYTE, from, to, toIndex, bytes);
    }

    static void copy(byte[] from, int fromIndex, long to, int bytes) {
        MemorySegment.copy(from, fromIndex, ALL, JAVA_BYTE, to, bytes);
    }

    /// Copies to a buffer from its start on.
    static void copy(long from, MemorySegment to, int bytes) {
        MemorySegment.copy(ALL, from, to, 0, bytes);
    }

    /// Copies the first bytes of a buffer.
    static void copy(MemorySegment from, long to, int bytes) {
        MemorySegment.copy(from, 0, ALL, to, bytes);
    }

    /// A view, in the global scope: nothing checks that the block still lives.
    static ByteBuffer view(long address, int bytes) {
        return ALL.asSlice(address, bytes).asByteBuffer();
    }
}
