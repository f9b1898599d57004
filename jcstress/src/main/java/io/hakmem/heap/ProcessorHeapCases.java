package io.hakmem.heap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.pool.PoolWorld;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// M10: the busy word of a processor's heap. One is in it at a time and sees all that the last one did, plain words.
public final class ProcessorHeapCases {
    private ProcessorHeapCases() {}

    /// Each frees a block into the heap's buffer if it gets in: the blocks freed by each, and those in the buffer.
    @JCStressTest
    @Outcome(
            id = {"1, 1, 2", "1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block is lost: two were in, or one did not see what the last one did.")
    @State
    public static class TwoFrees {
        final RemoteSlab remote = new RemoteSlab();
        final Heap heap = remote.heap(1);

        @Actor
        public void one(III_Result r) {
            r.r1 = enterAndFree(0);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = enterAndFree(1);
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = heap.parked(PoolWorld.EIGHT_BLOCKS);
        }

        private int enterAndFree(int block) {
            if (!heap.enter()) {
                return 0;
            }
            remote.free(heap, block);
            heap.leave();
            return 1;
        }
    }

    /// Each takes a block from the heap's refill word if it gets in: the block, or −1.
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1", "1, -1", "-1, 1"},
            expect = ACCEPTABLE)
    @Outcome(
            expect = FORBIDDEN,
            desc = "A block has two owners: two were in, or one did not see what the last one did.")
    @State
    public static class TwoAllocations {
        final RemoteSlab remote = new RemoteSlab();
        final Heap heap = remote.heap(1);
        final long first = heap.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);

        @Actor
        public void one(II_Result r) {
            r.r1 = enterAndAllocate();
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = enterAndAllocate();
        }

        private int enterAndAllocate() {
            if (!heap.enter()) {
                return -1;
            }
            long address = heap.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);
            heap.leave();
            return (int) (address - first) / remote.slab.blockBytes();
        }
    }
}
