package io.hakmem.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// R3: a [Slab] dies in the hands of whoever took every one of its bits, and its words stay zero.
public final class RetirementCases {
    /// 128 blocks of 512 bytes, in two words.
    private static final int TWO_WORDS = 31;

    private static final long MISSING = 1L << 5;

    private RetirementCases() {}

    private static Slab slab(long freeOfWordOne) {
        Slab slab = new Slab(16, 1L << 20, TWO_WORDS, Slab.NOBODY);
        slab.giveWord(0, slab.fullWord(0));
        slab.takeWord(1);
        slab.giveWord(1, freeOfWordOne);
        return slab;
    }

    /// Two retire one slab: who owns it, and the set bits at the end.
    @JCStressTest
    @Outcome(
            id = {"true, false, 0", "false, true, 0"},
            expect = ACCEPTABLE,
            desc = "One owns all of it.")
    @Outcome(expect = FORBIDDEN, desc = "Two own it, or nobody does, or a bit came back.")
    @State
    public static class TwoRetirers {
        final Slab slab = slab(-1L);

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = slab.leasedOrListedToOwned();
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = slab.leasedOrListedToOwned();
        }

        @Arbiter
        public void left(ZZI_Result r) {
            r.r3 = slab.freeBlocks();
        }
    }

    /// The last block comes back while somebody retires: whether he owns the slab, and the set bits at the end.
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "Given, then retired.")
    @Outcome(id = "false, 128", expect = ACCEPTABLE, desc = "The retirer came too early and gave all back.")
    @Outcome(expect = FORBIDDEN, desc = "Retired without the last block, or bits were lost.")
    @State
    public static class GiverAndRetirer {
        final Slab slab = slab(~MISSING);

        @Actor
        public void retire(ZI_Result r) {
            r.r1 = slab.leasedOrListedToOwned();
        }

        @Actor
        public void give() {
            slab.giveWord(1, MISSING);
        }

        @Arbiter
        public void left(ZI_Result r) {
            r.r2 = slab.freeBlocks();
        }
    }
}
