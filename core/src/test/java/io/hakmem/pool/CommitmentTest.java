package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Seed;
import io.hakmem.os.FakePageSource.Call;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is committed equals the dirty bits, whatever was taken, given back, purged and refused.
final class CommitmentTest {
    private final TestPool test = new TestPool();
    private final SharedPool pool = test.pool;
    private final Claim claim = new Claim();
    private final Counters counters = new Counters();

    @AfterEach
    void unmapAll() {
        test.close();
    }

    @Test
    void commitment_anyScriptWithRefusedPurges_equalsTheDirtyBits() {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        List<long[]> bits = new ArrayList<>();
        List<Slab> slabs = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            int sizeClass = random.nextInt(SizeClasses.COUNT);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    if (take(sizeClass, Slab.NOBODY)
                            || (test.slots.grow(1, counters) && take(sizeClass, Slab.NOBODY))) {
                        slabs.add(claim.slab());
                        bits.add(new long[] {claim.word(), claim.bits()});
                    }
                }
                case 3, 4, 5 -> {
                    if (!slabs.isEmpty()) {
                        int at = random.nextInt(slabs.size());
                        long[] wordAndBits = bits.remove(at);
                        assertThat(pool.giveBack(slabs.remove(at), (int) wordAndBits[0], wordAndBits[1]))
                                .as("double frees, seed %d, step %d", seed, step)
                                .isZero();
                    }
                }
                case 6 -> refuseOrAllow(random);
                default -> purge(random);
            }
            assertThat(test.committedBytes()).as("seed %d, step %d", seed, step).isEqualTo(test.dirtyBytes());
        }
    }

    private void refuseOrAllow(Random random) {
        if (random.nextBoolean()) {
            test.source.refuse(Call.PURGE, random.nextInt(3), 11);
        } else {
            test.source.allowAll();
        }
    }

    private void purge(Random random) {
        switch (random.nextInt(3)) {
            case 0 -> pool.expireAllKept();
            case 1 -> test.pool.freePages().purge();
            default -> test.slots.evictAll();
        }
    }

    private boolean take(int sizeClass, long heap) {
        return pool.take(sizeClass, heap, claim, counters) || pool.takeFreeSlot(sizeClass, heap, claim, counters);
    }
}
