package io.hakmem;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.os.PageSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// M21: what the level `hardened` knows of a block.
public final class HardenedCases {
    private static final Hakmem HAKMEM = new Hakmem(
            PageSource.ofThisMachine(),
            Options.builder()
                    .checking(Options.Checking.HARDENED)
                    .reservationBytes(1L << 30)
                    .build(),
            System::nanoTime);

    private HardenedCases() {}

    private static int free(long address) {
        try {
            HAKMEM.free(address);
            return 1;
        } catch (InvalidFreeException e) {
            return 0;
        }
    }

    /// Two free one block: one of them is refused.
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "Both freed the block, or none did.")
    @State
    public static class TwoFrees {
        final long address = HAKMEM.allocate(100);

        @Actor
        public void one(II_Result r) {
            r.r1 = free(address);
        }

        @Actor
        public void two(II_Result r) {
            r.r2 = free(address);
        }
    }
}
