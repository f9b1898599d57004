package io.hakmem.heap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.pool.PoolWorld;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IL_Result;

/// M9: the tenancy of a heap whose thread has ended. One of those who want the heap gets it.
public final class TenancyCases {
    private static final Thread DEAD = ended();

    /// The tenant for all who adopt: the actors' own threads may end while others still act.
    private static final Thread LIVING = waiting();

    private TenancyCases() {}

    private static Thread ended() {
        Thread thread = new Thread();
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return thread;
    }

    private static Thread waiting() {
        return Thread.ofPlatform().daemon().start(new Semaphore(0)::acquireUninterruptibly);
    }

    /// Two new threads look for a heap: the ids of those they get.
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "One adopts the heap, one makes a new one.")
    @Outcome(expect = FORBIDDEN, desc = "Both have one heap, or the dead one's was left.")
    @State
    public static class TwoAdopters {
        final PoolWorld world = new PoolWorld();
        final Heaps heaps = new Heaps(world.space, world.pool, PoolWorld.SOURCE);

        public TwoAdopters() {
            heaps.takeSlot(DEAD).heap();
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = heaps.takeSlot(LIVING).heap().id();
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = heaps.takeSlot(LIVING).heap().id();
        }
    }

    /// A thread drains the heap, with seven blocks parked, while another adopts it, or makes one, and allocates: the
    /// heap of that one.
    @JCStressTest
    @Outcome(
            id = {"1, ok", "2, ok"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "Two were in the heap: a parked block was given back and handed out.")
    @State
    public static class DrainAndAdopt {
        final PoolWorld world = new PoolWorld();
        final Heaps heaps = new Heaps(world.space, world.pool, PoolWorld.SOURCE);
        final Heap left = heaps.takeSlot(DEAD).heap();
        Heap adopted = left;

        public DrainAndAdopt() {
            left.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);
        }

        @Actor
        public void drain() {
            heaps.drainLeft();
        }

        @Actor
        public void adopt() {
            adopted = heaps.takeSlot(LIVING).heap();
            adopted.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);
        }

        @Arbiter
        public void rest(IL_Result r) {
            int parked = left.parked(PoolWorld.EIGHT_BLOCKS)
                    + (adopted == left ? 0 : adopted.parked(PoolWorld.EIGHT_BLOCKS));
            r.r1 = adopted.id();
            r.r2 = world.atRest(2 + parked);
        }
    }

    /// A heap is taken away from a thread that sleeps, while that comes back to it: the taker, the owner.
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One has the heap.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or nobody.")
    @State
    public static class TakerAndOwner {
        final PoolWorld world = new PoolWorld();
        final Heaps heaps = new Heaps(world.space, world.pool, PoolWorld.SOURCE);
        final ThreadSlot slot = heaps.takeSlot(LIVING);

        @Actor
        public void take(II_Result r) {
            r.r1 = slot.idleToOwned(new ReferenceQueue<>()) ? 1 : 0;
        }

        @Actor
        public void comeBack(II_Result r) {
            r.r2 = slot.isOwnedBy(LIVING) ? 1 : 0;
        }

        @Arbiter
        public void rest(II_Result r) {
            r.r2 &= slot.isOwnedBy(LIVING) ? 1 : 0;
        }
    }
}
