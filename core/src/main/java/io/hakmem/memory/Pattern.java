package io.hakmem.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Ranges of one byte over and over: what lies behind the caller's bytes, and what fills a freed block.
public final class Pattern {
    private static final long PART_BYTES = 1 << 20;

    private Pattern() {}

    public static void fill(long address, long bytes, byte value) {
        for (long done = 0; done < bytes; done += PART_BYTES) {
            NativeMemory.ALL
                    .asSlice(address + done, Math.min(PART_BYTES, bytes - done))
                    .fill(value);
        }
    }

    /// Offset of the first byte of a range that has another value; −1 when all have it.
    public static long firstOther(long address, long bytes, byte value) {
        if (bytes == 0 || NativeMemory.ALL.get(ValueLayout.JAVA_BYTE, address) != value) {
            return bytes == 0 ? -1 : 0;
        }
        // Each byte equals the one before it.
        long mismatch = MemorySegment.mismatch(
                NativeMemory.ALL, address + 1, address + bytes, NativeMemory.ALL, address, address + bytes - 1);
        return mismatch < 0 ? -1 : mismatch + 1;
    }

    /// As [#firstOther], but that whole pages, as far as they lie in the range, may be zero: the system had them.
    public static long firstOtherButPages(long address, long bytes, byte value, int pageBytes) {
        for (long done = 0; done < bytes; ) {
            long part = Math.min(bytes - done, pageBytes - (address + done) % pageBytes);
            long other = firstOther(address + done, part, value);
            if (other >= 0 && firstOther(address + done, part, (byte) 0) >= 0) {
                return done + other;
            }
            done += part;
        }
        return -1;
    }
}
