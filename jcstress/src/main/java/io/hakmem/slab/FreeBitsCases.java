package io.hakmem.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/// M1: the free bits of a [Slab]. Each bit passes from one giver to one taker, with all that was done to the block.
public final class FreeBitsCases {
    /// 8 blocks of 8 KiB.
    private static final int EIGHT_BLOCKS = 75;

    private FreeBitsCases() {}

    private static Slab slab(long free) {
        Slab slab = new Slab(16, 1L << 20, EIGHT_BLOCKS, Slab.NOBODY);
        slab.giveWord(0, free);
        return slab;
    }

    /// Two take one word.
    @JCStressTest
    @Outcome(
            id = {"255, 0", "0, 255"},
            expect = ACCEPTABLE,
            desc = "One has all of it.")
    @Outcome(expect = FORBIDDEN, desc = "A block has two owners, or none.")
    @State
    public static class TwoTakers {
        final Slab slab = slab(0xff);

        @Actor
        public void one(JJ_Result r) {
            r.r1 = slab.takeWord(0);
        }

        @Actor
        public void other(JJ_Result r) {
            r.r2 = slab.takeWord(0);
        }
    }

    /// One takes while another gives the other half of the word: taken, found by the giver, left.
    @JCStressTest
    @Outcome(id = "15, 0, 240", expect = ACCEPTABLE, desc = "Taken, then given.")
    @Outcome(id = "255, 15, 0", expect = ACCEPTABLE, desc = "Given, then taken.")
    @Outcome(expect = FORBIDDEN, desc = "A block is lost or has two owners.")
    @State
    public static class TakerAndGiver {
        final Slab slab = slab(0x0f);

        @Actor
        public void take(JJJ_Result r) {
            r.r1 = slab.takeWord(0);
        }

        @Actor
        public void give(JJJ_Result r) {
            r.r2 = slab.giveWord(0, 0xf0);
        }

        @Arbiter
        public void left(JJJ_Result r) {
            r.r3 = slab.freeBits(0);
        }
    }

    /// What the giver wrote into the block, plain, is there when the taker looks.
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not given yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The taker sees the last write.")
    @Outcome(expect = FORBIDDEN, desc = "A write of the last owner comes after the take.")
    @State
    public static class ContentsOfABlock {
        final Slab slab = slab(0);
        int contents;

        @Actor
        public void give() {
            contents = 1;
            slab.giveWord(0, 1);
        }

        @Actor
        public void take(JI_Result r) {
            r.r1 = slab.takeWord(0);
            r.r2 = r.r1 == 0 ? 0 : contents;
        }
    }
}
