package io.hakmem.run;

import static java.util.Objects.requireNonNull;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.pool.PoolWorld;
import io.hakmem.slab.Run;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// M8: the table of runs. A run is forgotten once.
public final class RunTableCases {
    private RunTableCases() {}

    /// Two free one run: whether each did it, and the free slots.
    @JCStressTest
    @Outcome(
            id = {"true, false, 14", "false, true, 14"},
            expect = ACCEPTABLE,
            desc = "One did it.")
    @Outcome(expect = FORBIDDEN, desc = "A double free is not found, or a good one refused.")
    @State
    public static class DoubleFree {
        final PoolWorld world = new PoolWorld();
        final RunAllocator runs = new RunAllocator(world.space, world.slots, world.counters);
        final int neighbour = world.slots.takeRun(2);
        final Run run = allocate();

        private Run allocate() {
            long address = runs.allocate(3 << 16);
            return (Run) requireNonNull(world.space.ownerOf(
                    (int) ((address - world.space.reservation().base()) >>> 16)));
        }

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = runs.free(run);
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = runs.free(run);
        }

        @Arbiter
        public void left(ZZI_Result r) {
            r.r3 = Long.bitCount(world.space.superSlabOfSlot(neighbour).freeSlots());
        }
    }
}
