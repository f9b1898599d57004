package io.hakmem.bench.allocator;

import io.hakmem.Hakmem;
import io.hakmem.Stats;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// HAKMEM as any caller uses it: the process-wide allocator in a constant.
final class HakmemAllocator implements Allocator {
    private static final Hakmem HAKMEM = Hakmem.shared();

    @Override
    public long allocate(long bytes) {
        return HAKMEM.allocate(bytes);
    }

    @Override
    public long allocateZeroed(long bytes) {
        return Fallback.allocateZeroed(HAKMEM, bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        return Fallback.reallocate(HAKMEM, address, bytes);
    }

    @Override
    public void free(long address) {
        HAKMEM.free(address);
    }

    @Override
    public Stats stats() {
        return HAKMEM.stats();
    }

    @Override
    public List<String> notes() {
        return HAKMEM.stats().notes();
    }

    /// What the plain API does not do yet, by what it does.
    private static final class Fallback {
        private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

        private Fallback() {}

        static long allocateZeroed(Hakmem hakmem, long bytes) {
            long address = hakmem.allocate(bytes);
            ALL.asSlice(address, bytes).fill((byte) 0);
            return address;
        }

        static long reallocate(Hakmem hakmem, long address, long bytes) {
            long usableBytes = hakmem.usableSize(address);
            if (bytes <= usableBytes) {
                return address;
            }
            long larger = hakmem.allocate(bytes);
            MemorySegment.copy(ALL, address, ALL, larger, usableBytes);
            hakmem.free(address);
            return larger;
        }
    }
}
