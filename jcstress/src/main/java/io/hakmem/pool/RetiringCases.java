package io.hakmem.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;

/// M2: `retiring` of a [Slab]. Nobody is served from a slab whose retirement succeeds.
public final class RetiringCases {
    private RetiringCases() {}

    /// A full slab is retired while somebody takes a word of it: the blocks he got.
    @JCStressTest
    @Outcome(
            id = {"0, ok", "64, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block of a retired slab was served, or bits were lost.")
    @State
    public static class RetireAndTake {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.keptSlab(PoolWorld.TWO_WORDS);
        final Claim claim = new Claim();

        @Actor
        public void retire() {
            world.pool.expireKept(PoolWorld.TWO_WORDS);
        }

        @Actor
        public void take(IL_Result r) {
            r.r1 = world.pool.takeFrom(slab, 1, Slab.NOBODY, claim) ? Long.bitCount(claim.bits()) : 0;
        }

        @Arbiter
        public void rest(IL_Result r) {
            r.r2 = world.atRest(r.r1);
        }
    }

    /// A wrong free sets a bit of a slab that is being retired, and the one who did it takes it: the blocks he got, and
    /// whether the table still names the slab.
    @JCStressTest
    @Outcome(
            id = {"0, true", "0, false", "64, true"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block of a retired slab was served.")
    @State
    public static class RetireAndWrongFree {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.keptSlab(PoolWorld.TWO_WORDS);
        final Claim claim = new Claim();

        @Actor
        public void retire() {
            world.pool.expireKept(PoolWorld.TWO_WORDS);
        }

        @Actor
        public void freeTwiceThenTake(IZ_Result r) {
            world.pool.giveBack(slab, 0, 1);
            r.r1 = world.pool.takeFrom(slab, 0, Slab.NOBODY, claim) ? Long.bitCount(claim.bits()) : 0;
        }

        @Arbiter
        public void rest(IZ_Result r) {
            r.r2 = world.space.ownerOf(slab.slotIndex()) == slab;
        }
    }

    /// The retirer himself frees a block wrongly afterwards, and another takes the bit: the blocks he got, and whether
    /// the slab is owned.
    @JCStressTest
    @Outcome(
            id = {"0, true", "0, false", "64, false"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block of a retired slab was served.")
    @State
    public static class WrongFreeOfTheDead {
        final PoolWorld world = new PoolWorld();
        final Slab slab = world.keptSlab(PoolWorld.TWO_WORDS);
        final Claim claim = new Claim();

        @Actor
        public void retireThenFreeTwice(IZ_Result r) {
            r.r2 = slab.leasedOrListedToOwned();
            slab.giveWord(1, 1);
        }

        @Actor
        public void take(IZ_Result r) {
            r.r1 = world.pool.takeFrom(slab, 1, Slab.NOBODY, claim) ? Long.bitCount(claim.bits()) : 0;
        }
    }
}
