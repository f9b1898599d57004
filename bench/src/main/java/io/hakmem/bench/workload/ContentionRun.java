package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// One run of the contention job, conducted by the calling thread.
final class ContentionRun {
    private static final int OWNER_BITS = 16;
    private static final int MAIN = 0;
    private static final long MAIN_SEED = 5_489;
    private static final long SEED = 5_000;

    private final Contention job;
    private final Allocator allocator;
    private final ThreadKind threadKind;

    /// In each slot the address of a block, and below it the number of the thread that allocated it, from 1, or 0.
    private final AtomicLongArray slots;

    ContentionRun(Contention job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.slots = new AtomicLongArray(job.slots());
    }

    /// What a block holds is worth nothing where blocks overlap, so the live bytes are unknown then.
    Outcome run(MeasuredTime measuredTime) throws InterruptedException {
        Allocator mine = allocator.forThread();
        long bytes = fill(mine);
        List<Swapper> swappers = IntStream.rangeClosed(1, job.threads())
                .mapToObj(number -> new Swapper(number))
                .toList();
        measuredTime.begins();
        long nanos = Crew.run(allocator, threadKind, swappers);
        measuredTime.ended();
        bytes += swappers.stream().mapToLong(swapper -> swapper.bytes).sum();
        long freed = freeAll(mine);
        if (!mine.overlaps() && freed != bytes) {
            throw new WorkloadFailure("Blocks of " + bytes + " bytes were live, but the sizes in them were " + freed
                    + " bytes: a block did not hold what was written to it");
        }
        long operations = job.threads() * job.swaps();
        long handedOver =
                swappers.stream().mapToLong(swapper -> swapper.handedOver).sum();
        WorkloadFigures figures = mine.overlaps() ? WorkloadFigures.NONE : new WorkloadFigures(bytes, null, null, null);
        return new Outcome(operations, nanos, operations, handedOver, figures);
    }

    private long fill(Allocator mine) {
        Xoroshiro128 generator = new Xoroshiro128(MAIN_SEED, 0);
        long bytes = 0;
        for (int slot = 0; slot < slots.length(); slot++) {
            int size = job.drawSize(generator);
            long address = mine.allocate(size);
            NativeBytes.setLong(address, size);
            slots.setPlain(slot, address << OWNER_BITS | MAIN);
            bytes += size;
        }
        return bytes;
    }

    private long freeAll(Allocator mine) {
        long bytes = 0;
        for (int slot = 0; slot < slots.length(); slot++) {
            long address = slots.getPlain(slot) >>> OWNER_BITS;
            bytes += NativeBytes.getLong(address);
            mine.free(address);
        }
        return bytes;
    }

    /// One thread's walk along the slots.
    private final class Swapper implements Crew.Part {
        private static final int BATCH = 4_096;

        private final int number;
        private final Xoroshiro128 generator;
        private int slot;
        private long handedOver;

        /// Allocated less freed.
        private long bytes;

        Swapper(int number) {
            this.number = number;
            this.generator = new Xoroshiro128(number - 1 + SEED, 0);
        }

        @Override
        public void run(Allocator mine) {
            for (long left = job.swaps(); left > 0; left -= BATCH) {
                swap(mine, (int) Math.min(left, BATCH));
            }
        }

        private void swap(Allocator mine, int count) {
            AtomicLongArray shared = slots;
            Xoroshiro128 draws = generator;
            int self = number;
            int next = slot;
            long sum = 0;
            long others = 0;
            for (int done = 0; done < count; done++) {
                int size = job.drawSize(draws);
                long address = mine.allocate(size);
                NativeBytes.setLong(address, size);
                long found = shared.getAndSet(next, address << OWNER_BITS | self);
                next = next + 1 == shared.length() ? 0 : next + 1;
                long old = found >>> OWNER_BITS;
                sum += size - NativeBytes.getLong(old);
                others += (found & 0xFFFF) == self ? 0 : 1;
                mine.free(old);
            }
            slot = next;
            bytes += sum;
            handedOver += others;
        }
    }
}
