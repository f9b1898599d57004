package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.Arrays;
import java.util.stream.IntStream;

/// One thread of the sh6bench job, and its blocks.
///
/// Owner: that thread; the conductor afterwards.
final class Sh6benchThread implements Crew.Holder {
    static final int MOST_BYTES = 1_000;

    /// The sizes of a round: each of a growing sequence, and its half, its quarter … down to 1.
    private static final int[] SIZES = IntStream.iterate(1, base -> base < MOST_BYTES, base -> base * 3 / 2 + 1)
            .flatMap(base -> IntStream.iterate(base, size -> size > 0, size -> size / 2))
            .toArray();

    static final int ALLOCATIONS_PER_ROUND =
            Arrays.stream(SIZES).map(Sh6benchThread::times).sum();

    /// Of the blocks added while each fifth is spared once, one fifth of a table is forgotten.
    private static final int ADDED_PER_FORGOTTEN = 21;

    private final SparingTable table;
    private final int rounds;
    private final long[] forgotten;
    private int forgottenCount;

    Sh6benchThread(int length, int rounds) {
        this.table = new SparingTable(length);
        this.rounds = rounds;
        this.forgotten = new long[mostForgotten(length, rounds)];
    }

    static int mostForgotten(int length, int rounds) {
        return Math.toIntExact((long) rounds * ALLOCATIONS_PER_ROUND / ADDED_PER_FORGOTTEN + length);
    }

    @Override
    public void run(Allocator mine) {
        for (int round = 0; round < rounds; round++) {
            for (int size : SIZES) {
                allocate(mine, size, times(size));
            }
        }
        table.freeFilled(mine);
    }

    @Override
    public long frees() {
        return table.frees();
    }

    /// Frees what the thread left, and returns its bytes.
    @Override
    public long freeLeft(Allocator mine) {
        long bytes = free(mine, forgotten, forgottenCount);
        long[] left = table.left();
        return bytes + free(mine, left, left.length);
    }

    private static int times(int size) {
        return size < 100 ? 250 : 50;
    }

    private static long free(Allocator mine, long[] blocks, int count) {
        long bytes = 0;
        for (int index = 0; index < count; index++) {
            bytes += BlockWord.bytes(blocks[index]);
            mine.free(BlockWord.address(blocks[index]));
        }
        return bytes;
    }

    private void allocate(Allocator mine, int bytes, int count) {
        SparingTable blocks = table;
        for (int done = 0; done < count; done++) {
            long address = mine.allocate(bytes);
            NativeBytes.set(address, (byte) 0);
            NativeBytes.set(address + bytes - 1, (byte) 0);
            blocks.add(address, bytes);
            if (blocks.beginsAnew(mine)) {
                forget();
            }
        }
    }

    private void forget() {
        long[] spared = table.takeSparedAtBegin();
        System.arraycopy(spared, 0, forgotten, forgottenCount, spared.length);
        forgottenCount += spared.length;
    }
}
