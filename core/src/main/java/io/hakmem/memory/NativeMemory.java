package io.hakmem.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Native words by raw address. Every access is plain: the words that threads share live on the Java heap (see
/// `io.hakmem.bits`), and a block's own words belong to whoever owns the block.
///
/// The segment and the layouts are `static final`, so that the JIT compiler folds an access to one move instruction.
public final class NativeMemory {
    /// All addresses. The fast path calls `ALL.get(WORD, address)` itself: the JDK forces that to be inlined, whereas
    /// a method in between is left a call whenever its profile was taken at a bad moment.
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// A word of eight bytes in the byte order of the machine.
    public static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    /// Longest copy in one go.
    private static final long COPY_BYTES = 1 << 20;

    private NativeMemory() {}

    public static long getLong(long address) {
        return ALL.get(WORD, address);
    }

    public static void setLong(long address, long value) {
        ALL.set(WORD, address, value);
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
    public static void zero(long address, long bytes) {
        ALL.asSlice(address, bytes).fill((byte) 0);
    }
}
