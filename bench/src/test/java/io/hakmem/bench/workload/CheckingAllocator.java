package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// An allocator for tests that knows every live block, refuses a wrong call, and remembers the first sizes.
final class CheckingAllocator implements Allocator {
    static final byte UNTOUCHED = 0x55;

    private static final int PLACE_BYTES = 16;
    private static final int PLACES = 1 << 14;
    private static final int SIZES_KEPT = 100;

    private final MemorySegment places = Arena.ofAuto().allocate((long) PLACES * PLACE_BYTES);
    private final Queue<Long> unused = new ConcurrentLinkedQueue<>();
    private final Map<Long, Long> sizeByAddress = new ConcurrentHashMap<>();
    private final List<Long> firstSizes = new CopyOnWriteArrayList<>();
    private final AtomicLong smallest = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong largest = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong sum = new AtomicLong();
    private final AtomicLong allocations = new AtomicLong();
    private final AtomicLong frees = new AtomicLong();
    private final AtomicLong sizedFrees = new AtomicLong();
    private final AtomicInteger threadLives = new AtomicInteger();
    private volatile long failingAllocation = Long.MAX_VALUE;

    CheckingAllocator() {
        places.fill(UNTOUCHED);
        for (int place = 0; place < PLACES; place++) {
            unused.add(places.address() + (long) place * PLACE_BYTES);
        }
    }

    @Override
    public long allocate(long bytes) {
        long number = allocations.incrementAndGet();
        if (number == failingAllocation) {
            throw new OutOfMemoryError("as the test wants it");
        }
        smallest.accumulateAndGet(bytes, Math::min);
        largest.accumulateAndGet(bytes, Math::max);
        sum.addAndGet(bytes);
        if (number <= SIZES_KEPT) {
            firstSizes.add(bytes);
        }
        Long address = unused.remove();
        sizeByAddress.put(address, bytes);
        return address;
    }

    @Override
    public long allocateZeroed(long bytes) {
        return allocate(bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        free(address);
        return allocate(bytes);
    }

    @Override
    public void free(long address) {
        Long bytes = sizeByAddress.remove(address);
        if (bytes == null) {
            throw new IllegalArgumentException("not a live block: " + address);
        }
        long offset = address - places.address();
        if (places.get(ValueLayout.JAVA_BYTE, offset + Math.min(bytes, 2)) != UNTOUCHED) {
            throw new IllegalStateException("a byte beyond the touched ones was written");
        }
        places.asSlice(offset, PLACE_BYTES).fill(UNTOUCHED);
        frees.incrementAndGet();
        unused.add(address);
    }

    @Override
    public void free(long address, long bytes) {
        Long asked = sizeByAddress.get(address);
        if (asked == null || asked != bytes) {
            throw new IllegalArgumentException("not a live block of " + bytes + " bytes: " + address);
        }
        sizedFrees.incrementAndGet();
        free(address);
    }

    @Override
    public Allocator forThread() {
        threadLives.incrementAndGet();
        return this;
    }

    void failAtAllocation(long number) {
        failingAllocation = number;
    }

    int live() {
        return sizeByAddress.size();
    }

    long smallest() {
        return smallest.get();
    }

    long largest() {
        return largest.get();
    }

    long sum() {
        return sum.get();
    }

    long allocations() {
        return allocations.get();
    }

    long frees() {
        return frees.get();
    }

    /// Those of the frees that told the size.
    long sizedFrees() {
        return sizedFrees.get();
    }

    int threadLives() {
        return threadLives.get();
    }

    List<Long> firstSizes() {
        return Collections.unmodifiableList(firstSizes);
    }
}
