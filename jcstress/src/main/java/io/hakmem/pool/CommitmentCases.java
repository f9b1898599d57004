package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ILL_Result;

/// M7: dirty pages, cleared by the owner of a slot and set by the owners of blocks. Those charged and not discharged
/// are the set bits, and no page in use is missing.
public final class CommitmentCases {
    private CommitmentCases() {}

    /// The pages of an empty slot are purged while a slab is born in the lowest free slot, which that one may be: the
    /// blocks it got.
    @JCStressTest
    @Outcome(id = "9, ok, ok", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A page in use is not charged, or one that went back is.")
    @State
    public static class PurgeAndBear {
        final PoolWorld world = new PoolWorld();
        final Slab neighbour = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        final Claim claim = new Claim();

        public PurgeAndBear() {
            world.keptSlab(PoolWorld.EIGHT_BLOCKS);
            world.pool.expireKept(PoolWorld.EIGHT_BLOCKS);
        }

        @Actor
        public void purge() {
            world.slots.purgeFreeSlots();
        }

        @Actor
        public void bear(ILL_Result r) {
            r.r1 = world.bear(PoolWorld.NINE_BLOCKS, 1, claim);
        }

        @Arbiter
        public void rest(ILL_Result r) {
            r.r2 = world.atRest(8 + r.r1);
            r.r3 = world.charged();
        }
    }
}
