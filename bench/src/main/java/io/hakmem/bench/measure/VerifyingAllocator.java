package io.hakmem.bench.measure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.ForwardingAllocator;
import io.hakmem.bench.workload.WorkloadFailure;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentHashMap;

/// Writes every block from its first byte to its last when it is allocated, and compares it when it is freed: a block
/// that overlaps another, lost its pages or was written by somebody else does not pass. The workload leaves the
/// contents alone meanwhile.
final class VerifyingAllocator extends ForwardingAllocator {
    private static final ValueLayout.OfLong WORD = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final ConcurrentHashMap<Long, Long> bytesByAddress;

    VerifyingAllocator(Allocator inner) {
        this(inner, new ConcurrentHashMap<>());
    }

    private VerifyingAllocator(Allocator inner, ConcurrentHashMap<Long, Long> bytesByAddress) {
        super(inner);
        this.bytesByAddress = bytesByAddress;
    }

    @Override
    public long allocate(long bytes) {
        return handOut(inner.allocate(bytes), bytes);
    }

    @Override
    public long allocateZeroed(long bytes) {
        long address = inner.allocateZeroed(bytes);
        for (long offset = 0; offset < bytes; offset++) {
            require(ALL.get(JAVA_BYTE, address + offset) == 0, address, bytes, "is not zeroed", offset);
        }
        return handOut(address, bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        long before = takeBack(address);
        long moved = inner.reallocate(address, bytes);
        compare(moved, Math.min(before, bytes), address);
        return handOut(moved, bytes);
    }

    @Override
    public void free(long address) {
        takeBack(address);
        inner.free(address);
    }

    /// The workload has no bytes of its own to look at.
    @Override
    public boolean overlaps() {
        return true;
    }

    @Override
    public Allocator forThread() {
        return new VerifyingAllocator(inner.forThread(), bytesByAddress);
    }

    private long handOut(long address, long bytes) {
        if (bytesByAddress.putIfAbsent(address, bytes) != null) {
            throw new WorkloadFailure("The block at 0x" + Long.toHexString(address) + " was handed out twice");
        }
        long offset = 0;
        for (; offset + Long.BYTES <= bytes; offset += Long.BYTES) {
            ALL.set(WORD, address + offset, word(address, offset));
        }
        for (; offset < bytes; offset++) {
            ALL.set(JAVA_BYTE, address + offset, tailByte(address, offset));
        }
        return address;
    }

    private long takeBack(long address) {
        Long bytes = bytesByAddress.get(address);
        if (bytes == null) {
            throw new WorkloadFailure("The workload gave back 0x" + Long.toHexString(address) + ", no live block");
        }
        compare(address, bytes, address);
        bytesByAddress.remove(address);
        return bytes;
    }

    /// @param writtenAt where the block lay when it was written
    private static void compare(long address, long bytes, long writtenAt) {
        long offset = 0;
        for (; offset + Long.BYTES <= bytes; offset += Long.BYTES) {
            long found = ALL.get(WORD, address + offset);
            require(found == word(writtenAt, offset), address, bytes, "lost its contents", offset);
        }
        for (; offset < bytes; offset++) {
            byte found = ALL.get(JAVA_BYTE, address + offset);
            require(found == tailByte(writtenAt, offset), address, bytes, "lost its contents", offset);
        }
    }

    private static long word(long address, long offset) {
        return (address + offset) * MIX;
    }

    /// The byte at an offset of the word that it is part of, in the order of memory.
    private static byte tailByte(long address, long offset) {
        return (byte) (word(address, offset & -Long.BYTES) >>> ((offset % Long.BYTES) * Byte.SIZE));
    }

    private static void require(boolean holds, long address, long bytes, String what, long offset) {
        if (!holds) {
            throw new WorkloadFailure("The block of " + bytes + " bytes at 0x" + Long.toHexString(address) + " " + what
                    + " at offset " + offset);
        }
    }
}
