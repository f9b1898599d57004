package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.size.SizeClasses;
import io.hakmem.slab.CoalescedSlab;
import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/// M22: blocks of a larger class made of neighbours, and the slab that the fast path does not find any more.
public final class CoalescingCases {
    /// Three blocks of 8 KiB make one.
    private static final int THREE_OF_EIGHT = 81;

    private CoalescingCases() {}

    /// A slab of eight blocks of which the case owns the last two.
    private static Slab sixOfEightFree(PoolWorld world) {
        Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        world.pool.giveBack(slab, 0, 0b111111);
        world.pool.coalescing().searchAll(THREE_OF_EIGHT);
        return slab;
    }

    private static int taken(long address) {
        return address == 0 ? 0 : 1;
    }

    private static String atRest(PoolWorld world, Slab slab, long heldBlocks) {
        CoalescedSlab coalesced = world.space.coalescedAt(slab.slotIndex());
        return coalesced != null && !coalesced.isValid() ? "I6" : world.atRest(heldBlocks);
    }

    /// Two make a block each of one word, and one of them frees the rest of it.
    @JCStressTest
    @Outcome(id = "1, 1, ok", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "Two got the same blocks, or bits were lost.")
    @State
    public static class TwoMakers {
        final PoolWorld world = new PoolWorld();
        final Slab slab = sixOfEightFree(world);

        @Actor
        public void maker(IIL_Result r) {
            r.r1 = taken(world.pool.coalescing().take(THREE_OF_EIGHT, new Claim()));
        }

        @Actor
        public void freerAndMaker(IIL_Result r) {
            world.pool.giveBack(slab, 0, 0b11000000);
            r.r2 = taken(world.pool.coalescing().take(THREE_OF_EIGHT, new Claim()));
        }

        @Arbiter
        public void rest(IIL_Result r) {
            r.r3 = atRest(world, slab, 3L * (r.r1 + r.r2));
        }
    }

    /// A full slab is retired while a block is made there.
    @JCStressTest
    @Outcome(
            id = {"0, ok", "1, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A retired slab served, or bits were lost.")
    @State
    public static class MakeAndRetire {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.keptSlab(PoolWorld.EIGHT_BLOCKS);

        {
            world.pool.coalescing().searchAll(THREE_OF_EIGHT);
        }

        @Actor
        public void retire() {
            world.pool.expireKept(PoolWorld.EIGHT_BLOCKS);
        }

        @Actor
        public void make(IL_Result r) {
            r.r1 = taken(world.pool.coalescing().take(THREE_OF_EIGHT, new Claim()));
        }

        @Arbiter
        public void rest(IL_Result r) {
            r.r2 = atRest(world, slab, 3L * r.r1);
        }
    }

    /// Two free the same block.
    @JCStressTest
    @Outcome(
            id = {"0, 1, ok", "1, 0, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "Both frees got through, or none, or bits were lost.")
    @State
    public static class FreedTwice {
        final PoolWorld world = new PoolWorld();
        final Slab slab = sixOfEightFree(world);
        final long address = world.pool.coalescing().take(THREE_OF_EIGHT, new Claim());

        private int free() {
            CoalescedSlab coalesced = world.space.coalescedAt(slab.slotIndex());
            int block = slab.blockAt((int) (address - slab.base()));
            return coalesced != null && world.pool.coalescing().free(coalesced, block, _ -> {}) ? 1 : 0;
        }

        @Actor
        public void one(IIL_Result r) {
            r.r1 = free();
        }

        @Actor
        public void other(IIL_Result r) {
            r.r2 = free();
        }

        @Arbiter
        public void rest(IIL_Result r) {
            r.r3 = atRest(world, slab, 2);
        }
    }

    /// Whoever is handed a block made of neighbours looks the slab up as the fast path does.
    @JCStressTest
    @Outcome(
            id = {"nothing yet", "hidden"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "The fast path would take it for a block of the smaller class.")
    @State
    public static class HandedOn {
        final PoolWorld world = new PoolWorld();
        final Slab slab = sixOfEightFree(world);
        volatile long handed;

        @Actor
        public void make() {
            handed = world.pool.coalescing().take(THREE_OF_EIGHT, new Claim());
        }

        @Actor
        public void look(L_Result r) {
            long address = handed;
            int slot = (int) ((address - world.space.reservation().base()) >>> SizeClasses.SLAB_SHIFT);
            r.r1 = address == 0
                    ? "nothing yet"
                    : world.space.slabs().getPlain(slot) != null
                            ? "found"
                            : world.space.coalescedAt(slot) == null ? "lost" : "hidden";
        }
    }

    /// A block of the slab is freed while the slab is being hidden.
    @JCStressTest
    @Outcome(
            id = {"slab", "hidden"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A live block would be refused.")
    @State
    public static class LookUpWhileHidden {
        final PoolWorld world = new PoolWorld();
        final Slab slab = sixOfEightFree(world);

        @Actor
        public void make() {
            world.pool.coalescing().take(THREE_OF_EIGHT, new Claim());
        }

        @Actor
        public void look(L_Result r) {
            Slab seen = world.space.slabs().getPlain(slab.slotIndex());
            r.r1 = seen == slab ? "slab" : world.space.coalescedAt(slab.slotIndex()) == null ? "lost" : "hidden";
        }
    }
}
