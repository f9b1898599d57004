package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JL_Result;

/// M1: two give back to one slab. One of those who fill it up retires it; a bit that comes back twice is a double free.
public final class GiveBackCases {
    private GiveBackCases() {}

    /// Two give the last blocks back, of one word: slabs retired.
    @JCStressTest
    @Outcome(id = "1, ok", expect = ACCEPTABLE, desc = "One of them retired it.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody retired it, or both did.")
    @State
    public static class TwoLastGives {
        final PoolWorld world = new PoolWorld();
        final Slab kept = world.keptSlab(PoolWorld.EIGHT_BLOCKS);
        final Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);

        @Actor
        public void one() {
            world.pool.giveBack(slab, 0, 0x0f);
        }

        @Actor
        public void other() {
            world.pool.giveBack(slab, 0, 0xf0);
        }

        @Arbiter
        public void rest(JL_Result r) {
            r.r1 = world.pool.retired();
            r.r2 = world.atRest(0);
        }
    }

    /// The same, of two words.
    @JCStressTest
    @Outcome(id = "1, ok", expect = ACCEPTABLE, desc = "One of them retired it.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody retired it, or both did.")
    @State
    public static class TwoLastWords {
        final PoolWorld world = new PoolWorld();
        final Slab kept = world.keptSlab(PoolWorld.TWO_WORDS);
        final Slab slab = world.wholeSlab(PoolWorld.TWO_WORDS);

        @Actor
        public void one() {
            world.pool.giveBack(slab, 0, slab.fullWord(0));
        }

        @Actor
        public void other() {
            world.pool.giveBack(slab, 1, slab.fullWord(1));
        }

        @Arbiter
        public void rest(JL_Result r) {
            r.r1 = world.pool.retired();
            r.r2 = world.atRest(0);
        }
    }

    /// One block is given back by two: double frees found.
    @JCStressTest
    @Outcome(id = "1, ok", expect = ACCEPTABLE, desc = "One of them is told.")
    @Outcome(expect = FORBIDDEN, desc = "A double free is not found, or a good one refused.")
    @State
    public static class DoubleFree {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        long foundByOne;
        long foundByOther;

        @Actor
        public void one() {
            foundByOne = world.pool.giveBack(slab, 0, 1);
        }

        @Actor
        public void other() {
            foundByOther = world.pool.giveBack(slab, 0, 1);
        }

        @Arbiter
        public void rest(JL_Result r) {
            r.r1 = foundByOne + foundByOther;
            r.r2 = world.atRest(7);
        }
    }
}
