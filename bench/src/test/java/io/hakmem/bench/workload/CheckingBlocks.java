package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// An allocator for tests with many threads whose blocks have memory of their own. It knows every live block, refuses a
/// wrong call and what would be beyond its limit, and uses an address again when it has come round to it.
final class CheckingBlocks implements Allocator, AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long limitBytes;
    private final NavigableMap<Long, Long> sizeByAddress = new TreeMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private final List<Thread> freeingThreads = new ArrayList<>();
    private long offset;
    private long liveBytes;
    private int refusals;
    private long frees;

    CheckingBlocks(long bytes, long limitBytes) {
        this.memory = arena.allocate(bytes, 1 << 16);
        this.limitBytes = limitBytes;
    }

    @Override
    public synchronized long allocate(long bytes) {
        if (liveBytes + bytes > limitBytes) {
            refusals++;
            throw new OutOfMemoryError("as the test wants it");
        }
        long address = nextFree(bytes);
        offset = Math.ceilDiv(address + bytes - memory.address(), 16) * 16;
        sizeByAddress.put(address, bytes);
        sizes.add(bytes);
        liveBytes += bytes;
        return address;
    }

    private long nextFree(long bytes) {
        long address = memory.address() + offset;
        for (int rounds = 0; rounds < 2; ) {
            Map.Entry<Long, Long> before = sizeByAddress.lowerEntry(address + bytes);
            if (before != null && before.getKey() + before.getValue() > address) {
                address = Math.ceilDiv(before.getKey() + before.getValue(), 16) * 16;
            } else if (address + bytes <= memory.address() + memory.byteSize()) {
                return address;
            } else {
                address = memory.address();
                rounds++;
            }
        }
        throw new IllegalStateException("the test needs more memory");
    }

    @Override
    public long allocateZeroed(long bytes) {
        long address = allocate(bytes);
        memory.asSlice(address - memory.address(), bytes).fill((byte) 0);
        return address;
    }

    @Override
    public long reallocate(long address, long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void free(long address) {
        Long bytes = sizeByAddress.remove(address);
        if (bytes == null) {
            throw new IllegalArgumentException("not a live block: " + address);
        }
        liveBytes -= bytes;
        frees++;
        freeingThreads.add(Thread.currentThread());
    }

    @Override
    public void close() {
        arena.close();
    }

    /// The address of a live block.
    synchronized long someBlock() {
        return sizeByAddress.firstKey();
    }

    synchronized int live() {
        return sizeByAddress.size();
    }

    synchronized int refusals() {
        return refusals;
    }

    synchronized long frees() {
        return frees;
    }

    /// What was asked for, in order.
    synchronized List<Long> sizes() {
        return List.copyOf(sizes);
    }

    /// The threads that freed, one for each free.
    synchronized List<Thread> freeingThreads() {
        return List.copyOf(freeingThreads);
    }
}
