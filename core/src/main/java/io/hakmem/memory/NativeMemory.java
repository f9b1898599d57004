package io.hakmem.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// Native words by raw address. Every access is plain: the words that threads share live on the Java heap (see
/// `io.hakmem.bits`), and a block's own words belong to whoever owns the block.
///
/// The segment and the handle are `static final`, so that the JIT compiler folds an access to one move instruction.
public final class NativeMemory {
    /// All addresses.
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// A word of eight bytes in the byte order of the machine. The fast path calls `(long) WORD.get(ALL, address)`
    /// itself: the JDK forces that to be inlined, whereas a method in between is left a call whenever its profile was
    /// taken at a bad moment. And C2 inlines to a certain depth only: what is called deep inside of an application's
    /// methods loses the JDK's last methods first, so each one in between counts.
    public static final VarHandle WORD = ValueLayout.JAVA_LONG_UNALIGNED.varHandle();

    /// Longest copy in one go.
    private static final long COPY_BYTES = 1 << 20;

    private NativeMemory() {}

    public static long getLong(long address) {
        return (long) WORD.get(ALL, address);
    }

    public static void setLong(long address, long value) {
        WORD.set(ALL, address, value);
    }

    /// Copies `bytes` bytes between two ranges that do not overlap. In parts, since a safepoint waits until one is
    /// done.
    public static void copy(long from, long to, long bytes) {
        long done = 0;
        for (; bytes - done > COPY_BYTES; done += COPY_BYTES) {
            MemorySegment.copy(ALL, from + done, ALL, to + done, COPY_BYTES);
        }
        MemorySegment.copy(ALL, from + done, ALL, to + done, bytes - done);
    }

    /// Writes zeros over `bytes` bytes from `address`.
    ///
    /// All but the last by one fill: an odd number of bytes the JVM fills by vectors, a multiple of eight word by word,
    /// which takes twice as long.
    public static void zero(long address, long bytes) {
        if (bytes > 0) {
            ALL.asSlice(address, bytes - 1).fill((byte) 0);
            ALL.set(ValueLayout.JAVA_BYTE, address + bytes - 1, (byte) 0);
        }
    }
}
