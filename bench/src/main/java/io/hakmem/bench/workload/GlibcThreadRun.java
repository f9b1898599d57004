package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// One run of the glibc-thread job, conducted by the calling thread.
final class GlibcThreadRun {
    static final int WORKING_SET = 1_024;

    private static final int SMALLEST_BYTES = 4;
    private static final int LARGEST_BYTES = 32 << 10;
    private static final long SEED = 88;

    /// Drawn once for all threads and runs; sizes first.
    private static final int[] SIZES = new int[8_000];

    private static final int[] PLACES = new int[WORKING_SET * 4];

    private final Allocator allocator;
    private final ThreadKind threadKind;
    private final List<Replacer> replacers;
    private final AtomicBoolean stopped = new AtomicBoolean();

    static {
        Mt19937 generator = new Mt19937(SEED);
        for (int index = 0; index < SIZES.length; index++) {
            SIZES[index] = size(generator.next() >>> 1);
        }
        for (int index = 0; index < PLACES.length; index++) {
            PLACES[index] = (generator.next() >>> 1) % WORKING_SET;
        }
    }

    GlibcThreadRun(int threads, Allocator allocator, ThreadKind threadKind) {
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.replacers =
                IntStream.range(0, threads).mapToObj(index -> new Replacer()).toList();
    }

    Outcome run(Duration time, MeasuredTime measuredTime) throws InterruptedException {
        measuredTime.begins();
        long nanos = runThreads(time);
        measuredTime.ended();
        Allocator mine = allocator.forThread();
        long operations = 0;
        long left = 0;
        for (Replacer replacer : replacers) {
            operations += replacer.operations;
            left += replacer.freeAll(mine);
        }
        return new Outcome(operations, nanos, operations - left, 0);
    }

    /// Returns the size at a share of the distribution, from 2^31 shares.
    static int size(int share) {
        float least = 1f / LARGEST_BYTES;
        float most = 1f / SMALLEST_BYTES;
        return (int) (1f / ((least - most) * ((float) share / Integer.MAX_VALUE) + most));
    }

    private long runThreads(Duration time) throws InterruptedException {
        try (Team team = new Team()) {
            try {
                long startNanos = System.nanoTime();
                for (Replacer replacer : replacers) {
                    team.start(threadKind, () -> replacer.run(allocator.forThread()));
                }
                Thread.sleep(time);
                stopped.setOpaque(true);
                team.meet();
                return System.nanoTime() - startNanos;
            } finally {
                stopped.setOpaque(true);
            }
        }
    }

    /// A thread's blocks. Owner: that thread; the conductor afterwards.
    private final class Replacer {
        private static final int BATCH = 4_096;

        private final long[] blocks = new long[WORKING_SET];
        private int place;
        private int size;
        private long operations;

        void run(Allocator mine) {
            while (!stopped.getOpaque()) {
                replace(mine);
            }
        }

        /// Looks at the stop after each operation, as the original does.
        private void replace(Allocator mine) {
            AtomicBoolean stop = stopped;
            long[] table = blocks;
            int nextPlace = place;
            int nextSize = size;
            int done = 0;
            while (done < BATCH && !stop.getOpaque()) {
                nextPlace = nextPlace == PLACES.length - 1 ? 0 : nextPlace + 1;
                nextSize = nextSize == SIZES.length - 1 ? 0 : nextSize + 1;
                int index = PLACES[nextPlace];
                int bytes = SIZES[nextSize];
                long old = table[index];
                if (old != 0) {
                    mine.free(old);
                }
                long address = mine.allocate(bytes);
                table[index] = address;
                NativeBytes.countUp(address, bytes);
                done++;
            }
            place = nextPlace;
            size = nextSize;
            operations += done;
        }

        /// Returns how many blocks were left.
        long freeAll(Allocator mine) {
            long left = 0;
            for (long address : blocks) {
                if (address != 0) {
                    mine.free(address);
                    left++;
                }
            }
            return left;
        }
    }
}
