package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// M19: committed bytes never pass a limit, and a refused charge leaves none behind.
public final class BudgetCases {
    private static final int PAGE = 4096;

    private BudgetCases() {}

    private static Commitment ofPages(int limit, @Nullable Commitment parent) {
        return new Commitment(PAGE, new MemoryLimits((long) limit * PAGE, 0), parent);
    }

    private static Commitment ofPages(int limit) {
        return ofPages(limit, null);
    }

    private static int pages(long bytes) {
        return (int) (bytes / PAGE);
    }

    /// Two charges of which the limit allows one.
    @JCStressTest
    @Outcome(
            id = {"2, 0, 2", "0, 2, 2"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "Both or none were allowed, or something else is charged than what was.")
    @State
    public static class TwoCharges {
        final Commitment commitment = ofPages(3);

        @Actor
        public void one(III_Result r) {
            r.r1 = commitment.tryCharge(2) ? 2 : 0;
        }

        @Actor
        public void two(III_Result r) {
            r.r2 = commitment.tryCharge(2) ? 2 : 0;
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = pages(commitment.committedBytes());
        }
    }

    /// A charge that needs what another gives back: allowed or not, the peak is never above the limit.
    @JCStressTest
    @Outcome(
            id = {"2, 3, 3", "0, 1, 3"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "The limit was passed, or something else is charged than what was.")
    @State
    public static class ChargeAndDischarge {
        final Commitment commitment = ofPages(3);
        final boolean full = commitment.tryCharge(3);

        @Actor
        public void charge(III_Result r) {
            r.r1 = full && commitment.tryCharge(2) ? 2 : 0;
        }

        @Actor
        public void discharge() {
            commitment.discharge(2);
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r2 = pages(commitment.committedBytes());
            r.r3 = pages(commitment.peakBytes());
        }
    }

    /// Two children of one parent that has room for one: what it has charged is what they have. Both may be refused,
    /// when the one that fails at its own limit had the parent's room for a moment.
    @JCStressTest
    @Outcome(
            id = {"2, 0, 2", "0, 0, 0"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "The parent's limit was passed, or something is charged that no child has.")
    @State
    public static class TwoChildren {
        final Commitment parent = ofPages(3);
        final Commitment large = ofPages(3, parent);
        final Commitment small = ofPages(1, parent);

        @Actor
        public void large(III_Result r) {
            r.r1 = large.tryCharge(2) ? 2 : 0;
        }

        @Actor
        public void small(III_Result r) {
            r.r2 = small.tryCharge(2) ? 2 : 0;
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = pages(parent.committedBytes());
        }
    }
}
