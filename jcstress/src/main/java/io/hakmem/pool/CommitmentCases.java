package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/// M7: dirty pages, cleared by the owner of a slot and set by the owners of blocks. Those charged and not discharged
/// are the set bits, and no page in use is missing.
public final class CommitmentCases {
    private CommitmentCases() {}

    /// The pages of an empty slot are purged while the lowest free slot is taken, which is that one or the next, and
    /// its first page marked.
    @JCStressTest
    @Outcome(
            id = {"17, ok", "18, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A page in use is not charged, or one that went back is.")
    @State
    public static class PurgeAndTake {
        final PoolWorld world = new PoolWorld();
        final Slab neighbour = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);

        public PurgeAndTake() {
            world.keptSlab(PoolWorld.EIGHT_BLOCKS);
            world.pool.expireKept(PoolWorld.EIGHT_BLOCKS);
        }

        @Actor
        public void purge() {
            world.pool.freePages().purge();
        }

        @Actor
        public void take(IL_Result r) {
            r.r1 = world.slots.takeRun(1);
            world.slots.dirty().commit(r.r1 * PoolWorld.PAGES, 1);
        }

        @Arbiter
        public void rest(IL_Result r) {
            long dirty = world.space.superSlabOfSlot(r.r1).dirtyPages(world.space.slotInSuperSlab(r.r1));
            r.r2 = (dirty & 1) == 0 ? "in use, not charged" : world.charged();
        }
    }
}
