package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.concurrent.atomic.AtomicInteger;

/// One thread of the threadtest job. Owner: that thread.
final class ThreadtestThread implements Crew.Part {
    private static final int BATCH = 4_096;

    /// What the original's constructor writes: 14 and 29.
    private static final long WORD = 29L << Integer.SIZE | 14;

    private final long[] blocks;
    private final int rounds;
    private final int work;
    private final int bytes;

    /// In place of the original's volatile variable: the compiler may not leave out an access to it.
    private final AtomicInteger number = new AtomicInteger();

    ThreadtestThread(Threadtest job) {
        this.blocks = new long[job.blocks() / job.threads()];
        this.rounds = job.rounds();
        this.work = job.work();
        this.bytes = job.bytes();
    }

    @Override
    public void run(Allocator mine) {
        for (int round = 0; round < rounds; round++) {
            for (int begin = 0; begin < blocks.length; begin += BATCH) {
                allocate(mine, begin, Math.min(blocks.length - begin, BATCH) + begin);
            }
            for (int begin = 0; begin < blocks.length; begin += BATCH) {
                free(mine, begin, Math.min(blocks.length - begin, BATCH) + begin);
            }
        }
    }

    private void allocate(Allocator mine, int begin, int end) {
        long[] table = blocks;
        int words = bytes / Long.BYTES;
        for (int index = begin; index < end; index++) {
            long address = mine.allocate(bytes);
            for (int word = 0; word < words; word++) {
                NativeBytes.setLong(address + (long) word * Long.BYTES, WORD);
            }
            table[index] = address;
            work();
        }
    }

    private void free(Allocator mine, int begin, int end) {
        long[] table = blocks;
        for (int index = begin; index < end; index++) {
            mine.free(table[index]);
            work();
        }
    }

    private void work() {
        for (int turn = 0; turn < work; turn++) {
            number.setOpaque(1);
            number.setOpaque(number.getOpaque() + number.getOpaque());
            number.setOpaque(number.getOpaque() * number.getOpaque());
            number.setOpaque(number.getOpaque() + number.getOpaque());
            number.setOpaque(number.getOpaque() * number.getOpaque());
        }
    }
}
