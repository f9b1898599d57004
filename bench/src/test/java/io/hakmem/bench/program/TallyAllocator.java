package io.hakmem.bench.program;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.workload.MeasuredTime;
import io.hakmem.bench.workload.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what `calls.c` counts in the program `bench-tally`, in the same way.
final class TallyAllocator implements Allocator, MeasuredTime {
    private static final int HASHED = 10_000;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int MIX_SHIFT = 29;

    private final Allocator counted;
    private final AtomicLong allocations = new AtomicLong();
    private final AtomicLong frees = new AtomicLong();
    private final AtomicLong bytesAsked = new AtomicLong();
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong peakLive = new AtomicLong();
    private final AtomicLong hashed = new AtomicLong();
    private final AtomicLong hash = new AtomicLong();
    private volatile boolean counting;

    TallyAllocator(Allocator counted) {
        this.counted = counted;
    }

    @Override
    public long allocate(long bytes) {
        return countAllocation(counted.allocate(bytes), bytes);
    }

    @Override
    public long allocateZeroed(long bytes) {
        return countAllocation(counted.allocateZeroed(bytes), bytes);
    }

    @Override
    public long reallocate(long address, long bytes) {
        if (address != 0) {
            live.getAndDecrement();
        }
        return countAllocation(counted.reallocate(address, bytes), bytes);
    }

    @Override
    public void free(long address) {
        live.getAndDecrement();
        if (counting) {
            frees.getAndIncrement();
        }
        counted.free(address);
    }

    @Override
    public void begins() {
        peakLive.set(live.get());
        counting = true;
    }

    @Override
    public void ended() {
        counting = false;
    }

    Tally tally(Outcome outcome) {
        return new Tally(
                outcome.operations(),
                outcome.handedOverFrees(),
                outcome.frees(),
                allocations.get(),
                frees.get(),
                bytesAsked.get(),
                peakLive.get(),
                live.get(),
                hash.get());
    }

    private long countAllocation(long address, long bytes) {
        long now = live.incrementAndGet();
        if (counting) {
            allocations.getAndIncrement();
            bytesAsked.getAndAdd(bytes);
            peakLive.accumulateAndGet(now, Math::max);
            if (hashed.getAndIncrement() < HASHED) {
                long mixed = (bytes + 1) * MIX;
                hash.getAndAdd(mixed ^ mixed >>> MIX_SHIFT);
            }
        }
        return address;
    }
}
