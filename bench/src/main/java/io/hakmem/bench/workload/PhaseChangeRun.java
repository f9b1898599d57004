package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/// One run of the phase-change job on a thread of its own, which owns all fields while it runs.
final class PhaseChangeRun {
    static final Duration SILENCE = Duration.ofSeconds(2);
    static final int SILENCES = 3;

    private static final int WARM_UP_BLOCKS = 10_000;

    private final PhaseChange job;
    private final Allocator allocator;

    /// Made before anybody looks at memory.
    private final long[] first;

    private final long[] second;
    private final Mt19937 generator;
    private long frees;
    private long nanos;

    PhaseChangeRun(PhaseChange job, Allocator allocator) {
        this.job = job;
        this.allocator = allocator;
        this.first = new long[job.firstBlocks()];
        this.second = new long[job.secondBlocks()];
        this.generator = new Mt19937(job.seed());
    }

    Outcome run(ThreadKind threads, Duration warmUp, MeasuredTime measuredTime) throws InterruptedException {
        OneThread.run(threads, () -> {
            Allocator mine = allocator.forThread();
            warmUp(mine, warmUp);
            measure(mine, measuredTime);
        });
        return new Outcome((long) first.length + second.length, nanos, frees, 0);
    }

    private void warmUp(Allocator mine, Duration time) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < time.toNanos()) {
            int blocks = Math.min(WARM_UP_BLOCKS, first.length);
            fill(mine, first, blocks, PhaseChange.FIRST_BLOCK_BYTES);
            freeAll(mine, first, blocks);
        }
    }

    /// The time that counts is that of the allocations.
    private void measure(Allocator mine, MeasuredTime measuredTime) throws InterruptedException {
        nanos = 0;
        frees = 0;
        measuredTime.begins();
        fill(mine, first, first.length, PhaseChange.FIRST_BLOCK_BYTES);
        long firstBytes = (long) first.length * PhaseChange.FIRST_BLOCK_BYTES;
        measuredTime.watch("filled", Duration.ZERO, Holding.ofBytes(firstBytes));

        int survivors = job.way() == PhaseChange.Way.RUNS ? freeRuns(mine) : freeRandom(mine);
        long[] sorted = Arrays.copyOf(first, survivors);
        Arrays.sort(sorted);
        Holding thinned = Holding.ofSorted(sorted);
        measuredTime.watch("nine of ten freed", SILENCE, thinned);

        fill(mine, second, second.length, PhaseChange.SECOND_BLOCK_BYTES);
        long secondBytes = (long) second.length * PhaseChange.SECOND_BLOCK_BYTES;
        measuredTime.watch("filled again", SILENCE, Holding.ofBytes(thinned.liveBytes() + secondBytes));
        measuredTime.ended();

        long freesMeasured = frees;
        freeAll(mine, first, survivors);
        freeAll(mine, second, second.length);
        frees = freesMeasured;
        measuredTime.watch("all freed", SILENCE, Holding.NOTHING);
    }

    private void fill(Allocator mine, long[] blocks, int count, int bytes) {
        boolean touches = !mine.overlaps();
        long startNanos = System.nanoTime();
        for (int index = 0; index < count; index++) {
            long address = mine.allocate(bytes);
            if (touches) {
                Pages.touch(address, bytes);
            }
            blocks[index] = BlockWord.of(address, bytes);
        }
        nanos += System.nanoTime() - startNanos;
    }

    /// Frees nine of ten stretches, puts the blocks of the others to the front, and returns how many they are.
    private int freeRuns(Allocator mine) {
        Arrays.sort(first);
        int[] begins = beginsOfSlabs(first);
        boolean[] stays = new boolean[begins.length];
        for (int index = 0; index < stays.length / 10; index++) {
            stays[index] = true;
        }
        for (int end = stays.length - 1; end > 0; end--) {
            int other = (int) generator.uniform(0, end);
            boolean swapped = stays[other];
            stays[other] = stays[end];
            stays[end] = swapped;
        }
        int survivors = 0;
        for (int slab = 0; slab < begins.length; slab++) {
            int end = slab + 1 < begins.length ? begins[slab + 1] : first.length;
            for (int index = begins[slab]; index < end; index++) {
                if (stays[slab]) {
                    first[survivors++] = first[index];
                } else {
                    free(mine, first[index]);
                }
            }
        }
        return survivors;
    }

    /// Frees nine of ten blocks in a random order; those at the front stay.
    private int freeRandom(Allocator mine) {
        int survivors = first.length / 10;
        for (int end = first.length - 1; end >= survivors; end--) {
            int victim = (int) generator.uniform(0, end);
            long block = first[victim];
            first[victim] = first[end];
            free(mine, block);
        }
        return survivors;
    }

    private static int[] beginsOfSlabs(long[] sorted) {
        return IntStream.iterate(0, begin -> begin < sorted.length, begin -> BlockWord.endOfSlab(sorted, begin))
                .toArray();
    }

    private void freeAll(Allocator mine, long[] blocks, int count) {
        for (int index = 0; index < count; index++) {
            free(mine, blocks[index]);
        }
    }

    private void free(Allocator mine, long block) {
        mine.free(BlockWord.address(block));
        frees++;
    }
}
