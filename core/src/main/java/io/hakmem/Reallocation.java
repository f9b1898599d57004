package io.hakmem;

import io.hakmem.memory.NativeMemory;
import io.hakmem.pool.StackRoom;
import io.hakmem.size.SizeClasses;

/// A block that gets another length: in its place where that is worth it, else by a move.
final class Reallocation {
    private Reallocation() {}

    /// [Hakmem#reallocate].
    static long of(Hakmem hakmem, long address, long bytes) {
        Requests.checkLength(bytes);
        if (address == 0) {
            return hakmem.allocate(bytes);
        }
        StackRoom.requireForSteps();
        long usable = hakmem.usableSize(address);
        boolean inPlace = Math.min(usable, bytes) > SizeClasses.LARGEST_BYTES
                ? resizeRun(hakmem, address, bytes, usable)
                : fits(bytes, usable);
        return inPlace ? address : move(hakmem, address, usable, bytes);
    }

    /// Whether a block of `usable` bytes may have been left in its place for `bytes` bytes.
    static boolean mayServe(long bytes, long usable) {
        return bytes <= SizeClasses.LARGEST_BYTES && fits(bytes, usable);
    }

    /// Neither too long nor less than half of the block; the smallest block fits everything below it.
    private static boolean fits(long bytes, long usable) {
        return bytes <= usable && (bytes >= usable / 2 || usable == SizeClasses.GRANULE_BYTES);
    }

    /// Pages that are too many go back even where the block could stay as it is.
    private static boolean resizeRun(Hakmem hakmem, long address, long bytes, long usable) {
        return hakmem.parts().runs().resizeInPlace(address, bytes) || fits(bytes, usable);
    }

    /// Moves the first bytes of a block, at most `usable`, to a new one, and frees it.
    static long move(Hakmem hakmem, long address, long usable, long bytes) {
        long moved = hakmem.allocate(bytes);
        try {
            NativeMemory.copy(address, moved, Math.min(usable, bytes));
            hakmem.free(address);
        } catch (Throwable e) {
            hakmem.free(moved);
            throw e;
        }
        return moved;
    }
}
