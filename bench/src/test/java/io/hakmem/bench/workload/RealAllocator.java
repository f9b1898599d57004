package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An allocator for tests whose blocks have memory of their own, all of it dirty, at addresses that are never used
/// again. It knows every live block, refuses a wrong call, and can be told to do something wrong.
///
/// Owner: the thread of a workload that has one, and the test before and after it.
final class RealAllocator implements Allocator, AutoCloseable {
    private static final byte DIRTY = 0x55;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final Map<Long, Long> sizeByAddress = new HashMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private final boolean zeroes;
    private final boolean copies;
    private final boolean shares;
    private long offset;
    private long liveBytes;
    private long mostLiveBytes;

    private RealAllocator(long bytes, boolean zeroes, boolean copies, boolean shares) {
        this.memory = arena.allocate(bytes);
        this.memory.fill(DIRTY);
        this.zeroes = zeroes;
        this.copies = copies;
        this.shares = shares;
    }

    static RealAllocator of(long bytes) {
        return new RealAllocator(bytes, true, true, false);
    }

    /// One whose zeroed blocks are not.
    static RealAllocator thatForgetsToZero(long bytes) {
        return new RealAllocator(bytes, false, true, false);
    }

    /// One that moves blocks without what they hold.
    static RealAllocator thatForgetsToCopy(long bytes) {
        return new RealAllocator(bytes, true, false, false);
    }

    /// One whose blocks begin at the last byte of the one before.
    static RealAllocator thatSharesBytes(long bytes) {
        return new RealAllocator(bytes, true, true, true);
    }

    @Override
    public long allocate(long bytes) {
        long address = memory.asSlice(offset, bytes).address();
        offset += shares ? bytes - 1 : bytes;
        sizeByAddress.put(address, bytes);
        sizes.add(bytes);
        liveBytes += bytes;
        mostLiveBytes = Math.max(mostLiveBytes, liveBytes);
        return address;
    }

    @Override
    public long allocateZeroed(long bytes) {
        long address = allocate(bytes);
        if (zeroes) {
            memory.asSlice(address - memory.address(), bytes).fill((byte) 0);
        }
        return address;
    }

    @Override
    public long reallocate(long address, long bytes) {
        long oldBytes = sizeByAddress.getOrDefault(address, 0L);
        long moved = allocate(bytes);
        if (copies) {
            MemorySegment.copy(memory, address - memory.address(), memory, moved - memory.address(), oldBytes);
        }
        free(address);
        return moved;
    }

    @Override
    public void free(long address) {
        Long bytes = sizeByAddress.remove(address);
        if (bytes == null) {
            throw new IllegalArgumentException("not a live block: " + address);
        }
        liveBytes -= bytes;
    }

    @Override
    public void close() {
        arena.close();
    }

    int live() {
        return sizeByAddress.size();
    }

    long liveBytes() {
        return liveBytes;
    }

    long mostLiveBytes() {
        return mostLiveBytes;
    }

    /// What was asked for, in order.
    List<Long> sizes() {
        return sizes;
    }
}
