package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.JL_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/// M3: the lease of a [Slab]. Who drops it reads the words afterwards, who gives bits reads the lease afterwards: one
/// of the two sees the other and lists the slab.
public final class LeaseCases {
    private static final long MINE = 1;
    private static final long OTHERS = 2;

    private LeaseCases() {}

    /// A slab of which the caller owns everything and `MINE` has the lease.
    private static Slab leased(PoolWorld world) {
        Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        slab.nobodyToLeased(MINE);
        return slab;
    }

    /// What the dropper reads of the words, and the giver of the lease.
    @JCStressTest
    @Outcome(
            id = {"7, 1", "0, 0", "7, 0"},
            expect = ACCEPTABLE,
            desc = "At least one of them sees the other.")
    @Outcome(expect = FORBIDDEN, desc = "Neither sees the other.")
    @State
    public static class DropAndGiveSeeEachOther {
        final PoolWorld world = new PoolWorld();
        final Slab slab = leased(world);

        @Actor
        public void drop(JJ_Result r) {
            slab.leasedToNobody(MINE);
            r.r1 = slab.freeBits(0);
        }

        @Actor
        public void give(JJ_Result r) {
            slab.giveWord(0, 7);
            r.r2 = slab.leaseVolatile();
        }
    }

    /// The owner drops the lease while another frees: whether the slab is listed.
    @JCStressTest
    @Outcome(id = "true, ok", expect = ACCEPTABLE, desc = "One of them lists the slab.")
    @Outcome(expect = FORBIDDEN, desc = "Free blocks that no refill finds.")
    @State
    public static class DropAndGive {
        final PoolWorld world = new PoolWorld();
        final Slab slab = leased(world);

        @Actor
        public void drop() {
            if (slab.leasedToNobody(MINE)) {
                world.pool.settle(slab);
            }
        }

        @Actor
        public void give() {
            world.pool.giveBack(slab, 0, 7);
        }

        @Arbiter
        public void rest(ZL_Result r) {
            r.r1 = world.pool.isPartial(slab);
            r.r2 = world.atRest(5);
        }
    }

    /// The owner drops the lease while another frees all that was left: slabs retired.
    @JCStressTest
    @Outcome(id = "1, ok", expect = ACCEPTABLE, desc = "One of them retires the slab.")
    @Outcome(expect = FORBIDDEN, desc = "A full slab stays, or is retired twice.")
    @State
    public static class DropAndLastGive {
        final PoolWorld world = new PoolWorld();
        final Slab kept = world.keptSlab(PoolWorld.EIGHT_BLOCKS);
        final Slab slab = leased(world);

        @Actor
        public void drop() {
            if (slab.leasedToNobody(MINE)) {
                world.pool.settle(slab);
            }
        }

        @Actor
        public void give() {
            world.pool.giveBack(slab, 0, slab.fullWord(0));
        }

        @Arbiter
        public void rest(JL_Result r) {
            r.r1 = world.pool.retired();
            r.r2 = world.atRest(0);
        }
    }

    /// Two who own blocks of a slab lease it: whether each does, and who does in the end.
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 2"},
            expect = ACCEPTABLE,
            desc = "One does.")
    @Outcome(expect = FORBIDDEN, desc = "Both do, or nobody.")
    @State
    public static class TwoLeasers {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);

        @Actor
        public void one(ZZJ_Result r) {
            r.r1 = slab.nobodyToLeased(MINE);
        }

        @Actor
        public void other(ZZJ_Result r) {
            r.r2 = slab.nobodyToLeased(OTHERS);
        }

        @Arbiter
        public void lease(ZZJ_Result r) {
            r.r3 = slab.leaseVolatile();
        }
    }
}
