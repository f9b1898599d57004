package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IL_Result;

/// M4: PARTIAL, EMPTY and with-free. Who follows a hint clears it before it looks; who gives looks at the hint after it
/// gave. A hint may be stale, but none is lost.
public final class HintCases {
    private HintCases() {}

    /// A refill follows a stale PARTIAL while blocks come back to the slab: the blocks it got.
    @JCStressTest
    @Outcome(
            id = {"0, ok", "4, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "Free blocks that no refill finds.")
    @State
    public static class StalePartialAndGive {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        final Claim claim = new Claim();

        public StalePartialAndGive() {
            world.pool.giveBack(slab, 0, 0x0f);
            slab.takeWord(0);
        }

        @Actor
        public void refill(IL_Result r) {
            r.r1 = world.take(PoolWorld.EIGHT_BLOCKS, 1, claim);
        }

        @Actor
        public void give() {
            world.pool.giveBack(slab, 0, 0x0f);
        }

        @Arbiter
        public void rest(IL_Result r) {
            r.r2 = world.atRest(4 + r.r1);
        }
    }

    /// A refill follows PARTIAL while the slab is retired and its slot is born again as another class: the blocks that
    /// each of them got.
    @JCStressTest
    @Outcome(id = "[78], (0|64), ok", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A heap was served another class, or a block has two owners.")
    @State
    public static class StalePartialAndRebirth {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        final Slab kept = world.keptSlab(PoolWorld.EIGHT_BLOCKS);
        final Claim claim = new Claim();
        final Claim others = new Claim();

        public StalePartialAndRebirth() {
            world.pool.giveBack(slab, 0, 0x7f);
        }

        @Actor
        public void refill(IIL_Result r) {
            r.r1 = world.take(PoolWorld.EIGHT_BLOCKS, 1, claim);
        }

        @Actor
        public void retireAndBear(IIL_Result r) {
            world.pool.giveBack(slab, 0, 0x80);
            r.r2 = world.take(PoolWorld.TWO_WORDS, 2, others);
        }

        @Arbiter
        public void rest(IIL_Result r) {
            r.r3 = claim.slab().sizeClass() == PoolWorld.EIGHT_BLOCKS ? world.atRest(r.r1 + r.r2) : "another class";
        }
    }

    /// A search finds a SuperSlab without free slots and clears its hint while a slot comes back: the blocks it got,
    /// and the slot that the next search finds.
    @JCStressTest
    @Outcome(id = "0, 19", expect = ACCEPTABLE, desc = "The next search finds the slot.")
    @Outcome(id = "9, -1", expect = ACCEPTABLE, desc = "This search found it.")
    @Outcome(expect = FORBIDDEN, desc = "A free slot that no search finds.")
    @State
    public static class NoFreeSlotAndFree {
        final PoolWorld world = new PoolWorld();
        final int first = world.slots.takeRun(PoolWorld.SLOTS);
        final Claim claim = new Claim();

        @Actor
        public void bear(II_Result r) {
            r.r1 = world.bear(PoolWorld.NINE_BLOCKS, 1, claim);
        }

        @Actor
        public void free() {
            world.slots.ownedToFree(first + 3, 1);
        }

        @Arbiter
        public void search(II_Result r) {
            r.r2 = world.slots.takeRun(1);
        }
    }
}
