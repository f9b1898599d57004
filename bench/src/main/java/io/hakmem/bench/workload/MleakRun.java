package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/// One run of the mleak job, conducted by the calling thread.
final class MleakRun {
    private static final int BLOCK_BYTES = 16 * Long.BYTES;
    private static final int PLACES = Mleak.THREADS * Mleak.ROUNDS;
    private static final long SEED = 0x1CE4_E5B9L;

    private final Allocator allocator;
    private final ThreadKind threadKind;

    /// The blocks that threads have left, 0 for none.
    private final AtomicLongArray places = new AtomicLongArray(PLACES);

    private final List<Life> lives =
            Stream.generate(Life::new).limit(Mleak.THREADS).toList();

    MleakRun(Allocator allocator, ThreadKind threadKind) {
        this.allocator = allocator;
        this.threadKind = threadKind;
    }

    /// All frees are handed over: each life frees what another one has left.
    Outcome run(int iterations, MeasuredTime measuredTime) throws InterruptedException {
        Lran2 generator = new Lran2(SEED);
        long rounds = (long) iterations * Mleak.ROUNDS;
        measuredTime.begins();
        long startNanos = System.nanoTime();
        for (long round = 0; round < rounds; round++) {
            for (Life life : lives) {
                life.place = generator.next() % PLACES;
            }
            Crew.run(allocator, threadKind, lives);
        }
        long nanos = System.nanoTime() - startNanos;
        measuredTime.ended();
        freeRest();
        long frees = lives.stream().mapToLong(life -> life.frees).sum();
        return new Outcome(rounds * Mleak.THREADS, nanos, frees, frees);
    }

    private void freeRest() {
        Allocator mine = allocator.forThread();
        for (int place = 0; place < PLACES; place++) {
            long block = places.getAndSet(place, 0);
            if (block != 0) {
                mine.free(block);
            }
        }
    }

    /// One of the lives at a time. Owner: its thread, and the conductor between two of them.
    private final class Life implements Crew.Part {
        private int place;
        private long frees;

        @Override
        public void run(Allocator mine) {
            long left = places.getAndSet(place, mine.allocateZeroed(BLOCK_BYTES));
            if (left != 0) {
                mine.free(left);
                frees++;
            }
        }
    }
}
