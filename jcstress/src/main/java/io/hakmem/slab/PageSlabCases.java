package io.hakmem.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// M13, M14: the free pages of a [PageSlab], and the lengths of the blocks in it. Each page, and all of them at
/// once, go to one taker; each block is freed or resized by one.
public final class PageSlabCases {
    private PageSlabCases() {}

    private static PageSlab slab(int takenPages) {
        return new PageSlab(16, 1L << 20, 4096, takenPages);
    }

    /// One takes pages 2 to 4, to extend a block, while another takes the lowest four.
    @JCStressTest
    @Outcome(
            id = {"true, 5", "false, 0"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A page has two owners.")
    @State
    public static class TwoTakers {
        final PageSlab slab = slab(0);

        @Actor
        public void extend(ZI_Result r) {
            r.r1 = slab.takeAll(PageSlab.pages(2, 3));
        }

        @Actor
        public void run(ZI_Result r) {
            r.r2 = slab.takeRun(4, 1);
        }
    }

    /// One owns the slab whole, to retire it, while another takes a page.
    @JCStressTest
    @Outcome(
            id = {"true, -1", "false, 0"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A page of a retired slab is in use, or nobody got any.")
    @State
    public static class WholeAndOne {
        final PageSlab slab = slab(0);

        @Actor
        public void whole(ZI_Result r) {
            r.r1 = slab.fullToOwned();
        }

        @Actor
        public void one(ZI_Result r) {
            r.r2 = slab.takeRun(1, 1);
        }
    }

    /// A purge takes what is free while the other half comes back: taken, and left.
    @JCStressTest
    @Outcome(
            id = {"65280, 255", "65535, 0"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A page is lost or has two owners.")
    @State
    public static class PurgeAndGive {
        final PageSlab slab = slab(8);

        @Actor
        public void purge(JJ_Result r) {
            r.r1 = slab.takeAny(slab.allPages());
        }

        @Actor
        public void give() {
            slab.give(PageSlab.pages(0, 8));
        }

        @Arbiter
        public void left(JJ_Result r) {
            r.r2 = slab.freePages();
        }
    }

    /// One frees a block while another extends it: whether each did, and its length.
    @JCStressTest
    @Outcome(
            id = {"true, false, 0", "false, true, 4"},
            expect = ACCEPTABLE,
            desc = "One did.")
    @Outcome(expect = FORBIDDEN, desc = "Both did, or nobody.")
    @State
    public static class FreeAndExtend {
        final PageSlab slab = slab(16);

        public FreeAndExtend() {
            slab.takenToBlock(2, 3);
        }

        @Actor
        public void free(ZZI_Result r) {
            r.r1 = slab.changeLength(2, 3, 0);
        }

        @Actor
        public void extend(ZZI_Result r) {
            r.r2 = slab.changeLength(2, 3, 4);
        }

        @Arbiter
        public void length(ZZI_Result r) {
            r.r3 = slab.lengthAt(2);
        }
    }

    /// A block begins while another of the slab is freed: whether it was, and the length of each.
    @JCStressTest
    @Outcome(id = "true, 3, 0", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A length is lost.")
    @State
    public static class BeginAndFree {
        final PageSlab slab = slab(16);

        public BeginAndFree() {
            slab.takenToBlock(8, 2);
        }

        @Actor
        public void begin() {
            slab.takenToBlock(0, 3);
        }

        @Actor
        public void free(ZII_Result r) {
            r.r1 = slab.changeLength(8, 2, 0);
        }

        @Arbiter
        public void lengths(ZII_Result r) {
            r.r2 = slab.lengthAt(0);
            r.r3 = slab.lengthAt(8);
        }
    }
}
