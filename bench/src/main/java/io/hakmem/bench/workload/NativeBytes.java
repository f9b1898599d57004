package io.hakmem.bench.workload;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// Bytes of native memory by raw address, for the touches of a workload.
///
/// In a run that checks contents nothing is written here: the contents belong to the allocator's decorator.
final class NativeBytes {
    private static final boolean CHECK = Boolean.getBoolean("io.hakmem.bench.check");

    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle BYTE = JAVA_BYTE.varHandle();

    private NativeBytes() {}

    static void set(long address, byte value) {
        if (!CHECK) {
            ALL.set(JAVA_BYTE, address, value);
        }
    }

    /// Writes a byte and reads it again.
    static byte setAndGet(long address, byte value) {
        set(address, value);
        return CHECK ? value : getOpaque(address);
    }

    static void setInt(long address, int value) {
        if (!CHECK) {
            ALL.set(JAVA_INT_UNALIGNED, address, value);
        }
    }

    static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    static void setLong(long address, long value) {
        if (!CHECK) {
            ALL.set(JAVA_LONG_UNALIGNED, address, value);
        }
    }

    static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    /// Writes by opaque access: the compiler may not leave out a store because of the one after it.
    static void setOpaque(long address, byte value) {
        if (!CHECK) {
            BYTE.setOpaque(ALL, address, value);
        }
    }

    /// Reads by opaque access: the compiler may not answer from the store before it, as C's `volatile` forbids it to.
    static byte getOpaque(long address) {
        return (byte) BYTE.getOpaque(ALL, address);
    }

    /// Writes its index to each byte.
    static void countUp(long address, int bytes) {
        for (int index = 0; !CHECK && index < bytes; index++) {
            ALL.set(JAVA_BYTE, address + index, (byte) index);
        }
    }

    /// Reads all bytes, and returns the sum of their whole words and of the unsigned bytes behind the last one.
    static long sum(long address, int bytes) {
        long sum = 0;
        int offset = 0;
        for (; offset + Long.BYTES <= bytes; offset += Long.BYTES) {
            sum += ALL.get(JAVA_LONG_UNALIGNED, address + offset);
        }
        for (; offset < bytes; offset++) {
            sum += ALL.get(JAVA_BYTE, address + offset) & 0xFF;
        }
        return sum;
    }

    /// Writes the value to all bytes.
    static void fill(long address, long bytes, byte value) {
        if (!CHECK) {
            ALL.asSlice(address, bytes).fill(value);
        }
    }

    /// Says whether all bytes have the value.
    static boolean holds(long address, long bytes, byte value) {
        long words = (value & 0xFF) * 0x0101_0101_0101_0101L;
        long offset = 0;
        for (; offset + Long.BYTES <= bytes; offset += Long.BYTES) {
            if (ALL.get(JAVA_LONG_UNALIGNED, address + offset) != words) {
                return false;
            }
        }
        for (; offset < bytes; offset++) {
            if (ALL.get(JAVA_BYTE, address + offset) != value) {
                return false;
            }
        }
        return true;
    }
}
