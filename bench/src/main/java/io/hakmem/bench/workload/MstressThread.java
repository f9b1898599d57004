package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.concurrent.atomic.AtomicLongArray;

/// The lives of a thread of [Mstress], one in each iteration. Owner: the current life; its start and its end order its
/// accesses and those of the conductor.
final class MstressThread implements Crew.Part {
    private static final int SEED_STEP = 43;

    /// The logarithms of the words of a block, plus one.
    private static final int SHIFTS = 5;

    private static final int RETAINED_SHIFTS = 7;

    private final int index;
    private final AtomicLongArray transfers;
    private final int lifeStep;

    /// Blocks that may be freed or exchanged, 0 for none, up to `exchangedCount`.
    private final long[] exchanged;

    private final long[] retained;
    private MstressRandom random = new MstressRandom(0);
    private int life;
    private int exchangedCount;
    private int retainedCount;
    private long frees;
    private long handedOverFrees;

    MstressThread(Mstress job, int index, AtomicLongArray transfers) {
        this.index = index;
        this.transfers = transfers;
        this.exchanged = new long[job.exchanged(index)];
        this.retained = new long[job.retained(index)];
        this.lifeStep = job.threads();
        this.life = index + 1 - lifeStep;
    }

    @Override
    public void run(Allocator mine) {
        random = new MstressRandom((long) (index + 1) * SEED_STEP);
        life += lifeStep;
        exchangedCount = 0;
        retainedCount = 0;
        while (exchangedCount < exchanged.length || retainedCount < retained.length) {
            step(mine);
        }
        for (long block : retained) {
            free(mine, block);
        }
        for (long block : exchanged) {
            free(mine, block);
        }
    }

    long allocations() {
        return (long) exchanged.length + retained.length;
    }

    long frees() {
        return frees;
    }

    long handedOverFrees() {
        return handedOverFrees;
    }

    private void step(Allocator mine) {
        if (retainedCount == retained.length || (random.chance(50) && exchangedCount < exchanged.length)) {
            exchanged[exchangedCount++] = MstressBlock.allocate(mine, 1 << random.below(SHIFTS), random, life);
        } else {
            retained[retainedCount++] = MstressBlock.allocate(mine, 1 << random.below(RETAINED_SHIFTS), random, life);
        }
        if (random.chance(66) && exchangedCount > 0) {
            int victim = random.below(exchangedCount);
            free(mine, exchanged[victim]);
            exchanged[victim] = 0;
        }
        if (random.chance(25) && exchangedCount > 0) {
            int own = random.below(exchangedCount);
            int place = random.below(transfers.length());
            exchanged[own] = transfers.getAndSet(place, exchanged[own]);
        }
    }

    private void free(Allocator mine, long block) {
        if (block != 0) {
            MstressBlock.free(mine, block);
            frees++;
            handedOverFrees += MstressBlock.life(block) == life ? 0 : 1;
        }
    }
}
