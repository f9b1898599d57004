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
import org.openjdk.jcstress.infra.results.L_Result;

/// M6, M8: slots change hands. A slot has one use at a time, and the table names the slab of every block.
public final class SlotUseCases {
    private SlotUseCases() {}

    /// A retirer frees the slot while another bears a slab of another class in the lowest free slot, which that one may
    /// be: the blocks it got.
    @JCStressTest
    @Outcome(id = "9, ok", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "The death of one slab struck out the next, or a slot has two uses.")
    @State
    public static class RetireAndBear {
        final PoolWorld world = new PoolWorld();
        final Slab kept = world.keptSlab(PoolWorld.EIGHT_BLOCKS);
        final Slab neighbour = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        final Claim claim = new Claim();

        @Actor
        public void retire() {
            world.pool.expireKept(PoolWorld.EIGHT_BLOCKS);
        }

        @Actor
        public void bear(IL_Result r) {
            r.r1 = world.bear(PoolWorld.NINE_BLOCKS, 2, claim);
        }

        @Arbiter
        public void rest(IL_Result r) {
            r.r2 = world.atRest(8 + r.r1);
        }
    }

    /// A slab is born while another, without the hint, bears one in the lowest free slot, which is the same: the blocks
    /// that each of them got.
    @JCStressTest
    @Outcome(
            id = {"9, 64, ok", "0, 64, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A slot has two uses, or is lost.")
    @State
    public static class TwoBirthsInOneSlot {
        final PoolWorld world = new PoolWorld();
        final Slab neighbour = world.wholeSlab(PoolWorld.EIGHT_BLOCKS);
        final Claim claim = new Claim();
        final Claim others = new Claim();

        public TwoBirthsInOneSlot() {
            world.keptSlab(PoolWorld.EIGHT_BLOCKS);
            world.pool.expireKept(PoolWorld.EIGHT_BLOCKS);
        }

        @Actor
        public void inEmpty(IIL_Result r) {
            r.r1 = world.take(PoolWorld.NINE_BLOCKS, 1, claim);
        }

        @Actor
        public void inFree(IIL_Result r) {
            r.r2 = world.bear(PoolWorld.TWO_WORDS, 2, others);
        }

        @Arbiter
        public void rest(IIL_Result r) {
            r.r3 = world.atRest(8 + r.r1 + r.r2);
        }
    }

    /// A slab is born and the address of a block handed over, by any means that orders memory.
    @JCStressTest
    @Outcome(
            id = {"no address", "its slab"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block has no slab, or another's.")
    @State
    public static class BirthAndHandOver {
        final PoolWorld world = new PoolWorld();
        final Claim claim = new Claim();
        volatile long address;

        @Actor
        public void bear() {
            world.bear(PoolWorld.TWO_WORDS, 1, claim);
            address = claim.slab().base();
        }

        @Actor
        public void find(L_Result r) {
            long base = address;
            if (base == 0) {
                r.r1 = "no address";
                return;
            }
            int slot = (int) ((base - world.space.reservation().base()) >>> 16);
            Slab slab = world.space.slabs().getPlain(slot);
            r.r1 = slab == null ? "nothing" : slab.base() == base && slab.isFree(64) ? "its slab" : "another";
        }
    }

    /// The last slot of a SuperSlab comes back, so it goes to the cache, while a run of three is taken: the first slot
    /// of the run, and the SuperSlabs in the cache.
    @JCStressTest
    @Outcome(id = "1[67], 0", expect = ACCEPTABLE, desc = "In use.")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "In the cache.")
    @Outcome(expect = FORBIDDEN, desc = "In use and in the cache, or in neither.")
    @State
    public static class CacheAndRun {
        final PoolWorld world = new PoolWorld();
        final int used = world.slots.takeRun(1);

        @Actor
        public void free() {
            world.slots.ownedToFree(used, 1);
        }

        @Actor
        public void run(II_Result r) {
            r.r1 = world.slots.takeRun(3);
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 = world.slots.cache().size();
        }
    }
}
