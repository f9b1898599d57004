package io.hakmem.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JLL_Result;
import org.openjdk.jcstress.infra.results.JL_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/// M7, M13, M14, M15: blocks of pages come and go in one slab of pages. Its free pages are listed, its blocks are
/// charged, and it is retired by one.
public final class PageBlockCases {
    private PageBlockCases() {}

    /// Two free one block, the only one of its slab: whether each did it.
    @JCStressTest
    @Outcome(
            id = {"true, false, ok", "false, true, ok"},
            expect = ACCEPTABLE,
            desc = "One did it.")
    @Outcome(expect = FORBIDDEN, desc = "A double free is not found, or a good one refused.")
    @State
    public static class DoubleFree {
        final RunWorld world = new RunWorld();
        final long block = world.allocatePages(1);

        @Actor
        public void one(ZZL_Result r) {
            r.r1 = world.free(block);
        }

        @Actor
        public void other(ZZL_Result r) {
            r.r2 = world.free(block);
        }

        @Arbiter
        public void rest(ZZL_Result r) {
            r.r3 = world.freeSlots() == 15 ? world.world.atRest(0) : "a slot is lost";
        }
    }

    /// The last block of a slab is freed while another block is allocated, there or in a slab of its own: its pages.
    @JCStressTest
    @Outcome(id = "2, ok", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block in a retired slab, or pages lost.")
    @State
    public static class LastFreeAndAllocate {
        final RunWorld world = new RunWorld();
        final long block = world.allocatePages(1);
        long fresh;

        @Actor
        public void free() {
            world.free(block);
        }

        @Actor
        public void allocate() {
            fresh = world.allocatePages(2);
        }

        @Arbiter
        public void rest(JL_Result r) {
            r.r1 = world.pagesAt(fresh);
            r.r2 = world.freeSlots() == 14 ? world.world.atRest(0) : "a slot is lost";
        }
    }

    /// A block is freed while another is allocated, which moves the slab to another list: the pages of the latter.
    @JCStressTest
    @Outcome(id = "2, ok", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "Free pages that no search finds, or pages lost.")
    @State
    public static class FreeAndAllocate {
        final RunWorld world = new RunWorld();
        final long block = world.allocatePages(1);
        final long neighbour = world.allocatePages(1);
        long fresh;

        @Actor
        public void free() {
            world.free(block);
        }

        @Actor
        public void allocate() {
            fresh = world.allocatePages(2);
        }

        @Arbiter
        public void rest(JL_Result r) {
            r.r1 = world.pagesAt(fresh);
            r.r2 = world.world.atRest(0);
        }
    }

    /// Free pages of a living slab are purged while a block is allocated: its pages.
    @JCStressTest
    @Outcome(id = "1, ok, ok", expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A page in use is not charged, or one that went back is.")
    @State
    public static class PurgeAndAllocate {
        final RunWorld world = new RunWorld();
        final long block = world.allocatePages(1);
        final long neighbour = world.allocatePages(1);
        long fresh;

        public PurgeAndAllocate() {
            world.free(block);
        }

        @Actor
        public void purge() {
            world.world.pool.freePages().purge();
        }

        @Actor
        public void allocate() {
            fresh = world.allocatePages(1);
        }

        @Arbiter
        public void rest(JLL_Result r) {
            r.r1 = world.pagesAt(fresh);
            r.r2 = world.world.atRest(0);
            r.r3 = world.world.charged();
        }
    }
}
