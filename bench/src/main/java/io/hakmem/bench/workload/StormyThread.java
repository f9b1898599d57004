package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// What one thread of a budget storm holds and counts.
///
/// Owner: that thread; the conductor reads after meeting it.
final class StormyThread {
    private static final LogarithmicSizes SIZES =
            new LogarithmicSizes(BudgetStorm.SMALLEST_BYTES, BudgetStorm.LARGEST_BYTES);
    private static final int PATTERN_STEP = 31;
    private static final VarHandle LIVE_BYTES = liveBytesHandle();

    private final BudgetStormRun run;
    private final Mt19937 generator;

    /// Live blocks as [BlockWord]s, without gaps, and the byte that fills each.
    private long[] blocks = new long[1 << 10];

    private byte[] patterns = new byte[1 << 10];
    private int held;

    /// Differs from block to block and from thread to thread, so that a block with two owners is found.
    private byte pattern;

    /// Owner: this thread, which adds a block before it asks for it and takes it away when it is freed: it is never too
    /// low. Readers: all threads at a refusal, opaque.
    private long liveBytes;

    private long allocations;
    private long frees;
    private long refusals;
    private long doubtfulRefusals;

    StormyThread(BudgetStormRun run, Mt19937 generator, int index) {
        this.run = run;
        this.generator = generator;
        this.pattern = (byte) index;
    }

    void storm(Allocator mine, long endNanos) {
        while (System.nanoTime() - endNanos < 0) {
            int bytes = SIZES.draw(generator);
            long liveBefore = run.liveBytes();
            run.refuseExcess(liveBefore);
            if (!allocate(mine, bytes)) {
                refusals++;
                if (run.isWellBelowLimit(liveBefore) && run.isWellBelowLimit(run.liveBytes())) {
                    doubtfulRefusals++;
                }
                freeRandomHalf(mine);
            }
        }
    }

    void freeAll(Allocator mine) {
        while (held > 0) {
            free(mine, held - 1);
        }
    }

    /// Says whether the block was granted. Room in the lists comes first: only the allocator's own refusal counts.
    boolean allocate(Allocator mine, int bytes) {
        if (held == blocks.length) {
            blocks = Arrays.copyOf(blocks, held * 2);
            patterns = Arrays.copyOf(patterns, held * 2);
        }
        addLiveBytes(bytes);
        long address;
        try {
            address = mine.allocate(bytes);
        } catch (OutOfMemoryError refused) {
            addLiveBytes(-bytes);
            return false;
        }
        pattern = (byte) (pattern + PATTERN_STEP);
        NativeBytes.fill(address, mine.overlaps() ? 1 : bytes, pattern);
        blocks[held] = BlockWord.of(address, bytes);
        patterns[held] = pattern;
        held++;
        allocations++;
        return true;
    }

    private void freeRandomHalf(Allocator mine) {
        for (int rest = held - held / 2; rest > 0; rest--) {
            free(mine, (int) generator.uniform(0, held - 1L));
        }
    }

    private void free(Allocator mine, int index) {
        long address = BlockWord.address(blocks[index]);
        int bytes = BlockWord.bytes(blocks[index]);
        if (!mine.overlaps() && !NativeBytes.holds(address, bytes, patterns[index])) {
            throw new WorkloadFailure("A block of " + bytes + " bytes did not hold what its thread had written to it");
        }
        mine.free(address);
        frees++;
        addLiveBytes(-bytes);
        held--;
        blocks[index] = blocks[held];
        patterns[index] = patterns[held];
    }

    long liveBytes() {
        return (long) LIVE_BYTES.getOpaque(this);
    }

    long allocations() {
        return allocations;
    }

    long frees() {
        return frees;
    }

    long refusals() {
        return refusals;
    }

    long doubtfulRefusals() {
        return doubtfulRefusals;
    }

    private void addLiveBytes(long bytes) {
        LIVE_BYTES.setOpaque(this, liveBytes + bytes);
    }

    private static VarHandle liveBytesHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(StormyThread.class, "liveBytes", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
