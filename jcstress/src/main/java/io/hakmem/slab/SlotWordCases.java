package io.hakmem.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// M6: the slot word of a [SuperSlab]. Each slot, and all of them at once, go to one taker.
public final class SlotWordCases {
    private static final int SLOTS = 16;

    private SlotWordCases() {}

    private static SuperSlab allFree() {
        SuperSlab superSlab = new SuperSlab(1, 1L << 20, SLOTS, 4096);
        superSlab.ownedToFree(0);
        return superSlab;
    }

    /// One owns the SuperSlab whole, to cache it, while another takes a slot.
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them has the slot.")
    @Outcome(expect = FORBIDDEN, desc = "A slot of a cached SuperSlab is in use, or nobody got any.")
    @State
    public static class WholeAndOne {
        final SuperSlab superSlab = allFree();

        @Actor
        public void whole(ZZ_Result r) {
            r.r1 = superSlab.allFreeToOwned();
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r2 = superSlab.freeToOwned(3);
        }
    }

    /// One owns the SuperSlab whole while another takes a run of slots.
    @JCStressTest
    @Outcome(
            id = {"true, -1", "false, 0"},
            expect = ACCEPTABLE,
            desc = "One of them has the slots.")
    @Outcome(expect = FORBIDDEN, desc = "Slots of a cached SuperSlab are in use, or nobody got any.")
    @State
    public static class WholeAndRun {
        final SuperSlab superSlab = allFree();

        @Actor
        public void whole(ZI_Result r) {
            r.r1 = superSlab.allFreeToOwned();
        }

        @Actor
        public void run(ZI_Result r) {
            r.r2 = superSlab.takeRun(3);
        }
    }

    /// Two take runs: the first slot of each, and what is left.
    @JCStressTest
    @Outcome(
            id = {"0, 2, 65504", "3, 0, 65504"},
            expect = ACCEPTABLE,
            desc = "They have different slots.")
    @Outcome(expect = FORBIDDEN, desc = "A slot has two owners, or none.")
    @State
    public static class TwoRuns {
        final SuperSlab superSlab = allFree();

        @Actor
        public void two(IIJ_Result r) {
            r.r1 = superSlab.takeRun(2);
        }

        @Actor
        public void three(IIJ_Result r) {
            r.r2 = superSlab.takeRun(3);
        }

        @Arbiter
        public void left(IIJ_Result r) {
            r.r3 = superSlab.freeSlots();
        }
    }

    /// The last two slots come back: each is told whether all are free now.
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "The later one is told.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody caches the SuperSlab, or both try.")
    @State
    public static class TwoLastSlots {
        final SuperSlab superSlab = allFree();

        public TwoLastSlots() {
            superSlab.takeRun(2);
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = superSlab.ownedToFreeBacked(0, 1);
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = superSlab.ownedToFreeUnbacked(1, 1);
        }
    }
}
