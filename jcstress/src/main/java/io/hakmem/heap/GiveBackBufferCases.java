package io.hakmem.heap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.pool.Claim;
import io.hakmem.pool.PoolWorld;
import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/// M1, M8: the [GiveBackBuffer] holds blocks, and so their slab, until it gives them back.
public final class GiveBackBufferCases {
    private GiveBackBufferCases() {}

    /// A buffer is flushed while another gives the rest of the slab back and bears another class in its slot: the
    /// blocks that one got.
    @JCStressTest
    @Outcome(
            id = {"0, ok", "9, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block went into another life of its slot.")
    @State
    public static class FlushAndRebirth {
        final PoolWorld world = new PoolWorld();
        final Slab kept = world.keptSlab(PoolWorld.EIGHT_BLOCKS);
        final Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        final GiveBackBuffer buffer = new GiveBackBuffer(
                world.pool, new Bins(world.space.reservation(), 0, true), Bins.newWords(1), Integer.MAX_VALUE);
        final Claim claim = new Claim();

        public FlushAndRebirth() {
            for (int block = 0; block < 4; block++) {
                buffer.makePlace(slab, block);
                buffer.add(slab, block);
            }
        }

        @Actor
        public void flush() {
            buffer.flush();
        }

        @Actor
        public void giveThenBear(IL_Result r) {
            world.pool.giveBack(slab, 0, 0xf0);
            r.r1 = world.take(PoolWorld.NINE_BLOCKS, 2, claim);
        }

        @Arbiter
        public void rest(IL_Result r) {
            r.r2 = buffer.doubleFrees() == 0 ? world.atRest(r.r1) : "double free";
        }
    }

    /// Two threads free one block, each by its own buffer: double frees found.
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "One of them is told.")
    @Outcome(expect = FORBIDDEN, desc = "A double free is not found, or a good one refused.")
    @State
    public static class DoubleFree {
        final RemoteSlab remote = new RemoteSlab();
        final Heap one = remote.heap(1);
        final Heap other = remote.heap(2);

        @Actor
        public void one() {
            remote.free(one, 3);
            one.flushRemote();
        }

        @Actor
        public void other() {
            remote.free(other, 3);
            other.flushRemote();
        }

        @Arbiter
        public void found(J_Result r) {
            r.r1 = one.doubleFrees() + other.doubleFrees();
        }
    }
}
