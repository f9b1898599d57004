package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/// One run of the sh8bench job, conducted by the calling thread.
final class Sh8benchRun {
    private static final int HANDED_ON_BYTES = 8;
    private static final int MOST_WRITTEN_BYTES = 64 << 10;

    /// Sizes, and how many blocks of each are allocated at a stretch.
    private static final int[] SIZES = {HANDED_ON_BYTES, 16, 48, 72, 148, 200, 520, 1_056, 4_096, 9_162, 34_562, 168_524
    };

    private static final int[] COUNTS = {1_000, 5_000, 1_000, 100, 100, 100, 10, 5, 3, 1, 1, 1};

    private final Sh8bench job;
    private final Allocator allocator;
    private final ThreadKind threadKind;

    /// The blocks for others to free, 0 before they are allocated. Owner: who allocates them, then who frees them.
    private final AtomicLongArray handedOn;

    Sh8benchRun(Sh8bench job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.handedOn = new AtomicLongArray(job.handedOnPerThread() * job.threads());
    }

    Outcome run(MeasuredTime measuredTime) throws InterruptedException {
        List<Filler> fillers = new ArrayList<>();
        for (int index = 0; index < job.threads(); index++) {
            fillers.add(new Filler(index));
        }
        List<Crew.Part> parts = new ArrayList<>(fillers);
        parts.add(this::allocateHandedOn);
        measuredTime.begins();
        long nanos = Crew.run(allocator, threadKind, parts);
        measuredTime.ended();
        Allocator mine = allocator.forThread();
        long operations = handedOn.length();
        long frees = 0;
        long handedOverFrees = 0;
        long liveBytes = freeHandedOn(mine);
        for (Filler filler : fillers) {
            operations += filler.allocations;
            frees += filler.handedOverFrees + filler.table.frees();
            handedOverFrees += filler.handedOverFrees;
            liveBytes += filler.freeLeft(mine);
        }
        return new Outcome(operations, nanos, frees, handedOverFrees, new WorkloadFigures(liveBytes, null, null, null));
    }

    private void allocateHandedOn(Allocator mine) {
        for (int index = 0; index < handedOn.length(); index++) {
            long address = mine.allocate(HANDED_ON_BYTES);
            NativeBytes.setLong(address, index);
            handedOn.setRelease(index, address);
        }
    }

    /// Frees those that nobody came to free, and returns their bytes.
    private long freeHandedOn(Allocator mine) {
        long bytes = 0;
        for (int index = 0; index < handedOn.length(); index++) {
            long address = handedOn.getPlain(index);
            if (address != 0) {
                mine.free(address);
                bytes += HANDED_ON_BYTES;
            }
        }
        return bytes;
    }

    /// One thread's blocks, and its share in those of the thread that allocates for all: a piece of each part that
    /// would be a thread's own. Owner: that thread; the conductor afterwards.
    private final class Filler implements Crew.Part {
        private final SparingTable table = new SparingTable(job.blocks() / job.threads());
        private final int piece = job.handedOnPerThread() / job.threads();
        private int nextHandedOn;
        private long handedOverFrees;
        private long allocations;

        Filler(int thread) {
            this.nextHandedOn = thread * piece;
        }

        @Override
        public void run(Allocator mine) {
            int sizeIndex = 0;
            for (int iteration = job.iterations() / job.threads(); iteration > 0; iteration--) {
                freeHandedOn(mine);
                sizeIndex = sizeIndex == SIZES.length - 1 ? 0 : sizeIndex + 1;
                allocate(mine, sizeIndex);
            }
        }

        /// Frees what is allocated by now.
        private void freeHandedOn(Allocator mine) {
            while (handedOverFrees < job.handedOnPerThread()) {
                long address = handedOn.getAcquire(nextHandedOn);
                if (address == 0) {
                    return;
                }
                if (NativeBytes.getLong(address) != nextHandedOn && !mine.overlaps()) {
                    throw new WorkloadFailure("A block did not hold what the thread that allocated it wrote to it");
                }
                handedOn.setPlain(nextHandedOn, 0);
                mine.free(address);
                handedOverFrees++;
                nextHandedOn++;
                if (handedOverFrees % piece == 0) {
                    nextHandedOn += job.handedOnPerThread() - piece;
                }
            }
        }

        /// To begin the table anew takes the place of one allocation, as in the original.
        private void allocate(Allocator mine, int sizeIndex) {
            SparingTable blocks = table;
            int bytes = SIZES[sizeIndex];
            int last = (mine.overlaps() ? Math.min(bytes, MOST_WRITTEN_BYTES) : bytes) - 1;
            int allocated = 0;
            for (int count = COUNTS[sizeIndex]; count > 0; count--) {
                if (!blocks.beginsAnew(mine)) {
                    long address = mine.allocate(bytes);
                    NativeBytes.set(address, (byte) 0);
                    NativeBytes.set(address + last, (byte) 0);
                    blocks.add(address, sizeIndex);
                    allocated++;
                }
            }
            allocations += allocated;
        }

        /// Frees what the thread left, and returns its bytes.
        private long freeLeft(Allocator mine) {
            long bytes = 0;
            for (long block : table.left()) {
                bytes += SIZES[BlockWord.bytes(block)];
                mine.free(BlockWord.address(block));
            }
            return bytes;
        }
    }
}
