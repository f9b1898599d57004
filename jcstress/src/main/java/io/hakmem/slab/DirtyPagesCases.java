package io.hakmem.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;

/// M7: the dirty pages of a [SuperSlab], set by those who own blocks on them.
public final class DirtyPagesCases {
    private static final int SLOT = 3;

    private DirtyPagesCases() {}

    /// Owners of blocks on a common page mark it: the pages each is charged for, and the bits.
    @JCStressTest
    @Outcome(
            id = {"2, 1, 7", "1, 2, 7"},
            expect = ACCEPTABLE,
            desc = "Each page is charged once.")
    @Outcome(expect = FORBIDDEN, desc = "A page is charged twice, or never.")
    @State
    public static class TwoOwnersOfOnePage {
        final SuperSlab superSlab = new SuperSlab(1, 1L << 20, 16, 4096);

        @Actor
        public void one(IIJ_Result r) {
            r.r1 = superSlab.markDirty(SLOT, 0b011);
        }

        @Actor
        public void other(IIJ_Result r) {
            r.r2 = superSlab.markDirty(SLOT, 0b110);
        }

        @Arbiter
        public void bits(IIJ_Result r) {
            r.r3 = superSlab.dirtyPages(SLOT);
        }
    }
}
