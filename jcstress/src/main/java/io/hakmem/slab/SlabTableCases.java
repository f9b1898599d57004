package io.hakmem.slab;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// M8: the [SlabTable]. A plain read finds nothing or a complete slab.
public final class SlabTableCases {
    private static final int SLOT = 16;
    private static final long BASE = 1L << 20;

    /// 128 blocks of 512 bytes, in two words.
    private static final int TWO_WORDS = 31;

    private static final int LEASE = 7;

    private SlabTableCases() {}

    private static Slab newborn() {
        return new Slab(SLOT, BASE, TWO_WORDS, LEASE);
    }

    private static String look(@Nullable Slab slab) {
        if (slab == null) {
            return "nothing";
        }
        boolean complete = slab.slotIndex() == SLOT
                && slab.base() == BASE
                && slab.sizeClass() == TWO_WORDS
                && slab.capacity() == 128
                && slab.wordCount() == 2
                && slab.blockAt(512) == 1
                && slab.isFree(64)
                && slab.leasePlain() == LEASE;
        return complete ? "complete" : "incomplete";
    }

    /// Somebody who has no right to the slot reads it while a slab is born there, in a part of the table that is made
    /// only now.
    @JCStressTest
    @Outcome(
            id = {"nothing", "complete"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A slab is seen before its fields or words are.")
    @State
    public static class BirthAndPlainRead {
        final SlabTable table = new SlabTable(32);

        @Actor
        public void bear() {
            table.setVolatile(SLOT, newborn());
        }

        @Actor
        public void read(L_Result r) {
            r.r1 = look(table.getPlain(SLOT));
        }
    }

    /// Two slabs are born in a part of the table that is made only now.
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "The table lost a slab with a part of its own.")
    @State
    public static class TwoBirthsInANewPart {
        final SlabTable table = new SlabTable(32);
        final Slab slab = newborn();

        @Actor
        public void one() {
            table.setVolatile(SLOT, slab);
        }

        @Actor
        public void other() {
            table.setVolatile(SLOT + 1, slab);
        }

        @Arbiter
        public void look(ZZ_Result r) {
            r.r1 = table.getAcquire(SLOT) != null;
            r.r2 = table.getAcquire(SLOT + 1) != null;
        }
    }
}
