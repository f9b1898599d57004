package io.hakmem.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// M8: the table of runs. A run is forgotten once, and whoever did it owns its slots.
public final class RunCases {
    private RunCases() {}

    /// Two free one run: whether each did it, and the free slots.
    @JCStressTest
    @Outcome(
            id = {"true, false, 15", "false, true, 15"},
            expect = ACCEPTABLE,
            desc = "One did it.")
    @Outcome(expect = FORBIDDEN, desc = "A double free is not found, or a good one refused.")
    @State
    public static class DoubleFree {
        final RunWorld world = new RunWorld();
        final long run = world.allocateSlots(3);

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = world.free(run);
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = world.free(run);
        }

        @Arbiter
        public void left(ZZI_Result r) {
            r.r3 = world.freeSlots();
        }
    }

    /// One frees a run while another shortens it by a slot: whether each did it, and the free slots.
    @JCStressTest
    @Outcome(id = "true, false, 15", expect = ACCEPTABLE, desc = "Freed.")
    @Outcome(id = "true, true, 15", expect = ACCEPTABLE, desc = "Shortened, then freed.")
    @Outcome(id = "false, true, 13", expect = ACCEPTABLE, desc = "The free came in between and is told.")
    @Outcome(expect = FORBIDDEN, desc = "A slot is lost or has two uses.")
    @State
    public static class FreeAndShorten {
        final RunWorld world = new RunWorld();
        final long run = world.allocateSlots(3);

        @Actor
        public void free(ZZI_Result r) {
            r.r1 = world.free(run);
        }

        @Actor
        public void shorten(ZZI_Result r) {
            r.r2 = world.resizeToSlots(run, 2);
        }

        @Arbiter
        public void left(ZZI_Result r) {
            r.r3 = world.freeSlots();
        }
    }
}
