package io.hakmem;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.os.PageSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// M20: the blocks of an arena for all threads. All cases share one allocator, which refuses a second free.
public final class ArenaCases {
    private static final long BYTES = 600;

    private static final Hakmem HAKMEM = new Hakmem(
            PageSource.ofThisMachine(),
            Options.builder().reservationBytes(1L << 30).build(),
            System::nanoTime);

    private ArenaCases() {}

    private static int take(SharedBlocks blocks) {
        long address = blocks.take(BYTES, 16);
        return (int) (address - HAKMEM.parts().reservation().base());
    }

    /// Two take the first bytes, of which a block of 1 KiB has room for one.
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "The two overlap, or one got nothing.")
    @State
    public static class TwoTakers {
        final SharedBlocks blocks = new SharedBlocks(HAKMEM);
        int one;
        int two;

        @Actor
        public void one(III_Result r) {
            one = take(blocks);
            r.r1 = one > 0 ? 1 : 0;
        }

        @Actor
        public void two(III_Result r) {
            two = take(blocks);
            r.r2 = two > 0 ? 1 : 0;
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = Math.abs(one - two) >= BYTES ? 1 : 0;
            blocks.close();
        }
    }

    /// One takes while another closes: all blocks are freed, each once.
    @JCStressTest
    @Outcome(
            id = {"1, 1, 0", "0, 1, 0"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block was freed twice, or the arena lives on.")
    @State
    public static class TakeAndClose {
        final SharedBlocks blocks = new SharedBlocks(HAKMEM);

        @Actor
        public void take(III_Result r) {
            try {
                r.r1 = blocks.takeOwn(BYTES, 16, false) == 0 ? 0 : 1;
            } catch (InvalidFreeException e) {
                r.r1 = -1;
            }
        }

        @Actor
        public void close(III_Result r) {
            try {
                blocks.close();
                r.r2 = 1;
            } catch (InvalidFreeException e) {
                r.r2 = -1;
            }
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = blocks.take(BYTES, 16) == 0 ? 0 : 1;
        }
    }
}
