package io.hakmem.heap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.hakmem.pool.PoolWorld;
import io.hakmem.size.SizeClasses;
import io.hakmem.slab.Slab;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/// M11, M12: the plain words of a heap, and the table that leads to them.
public final class HeapWordsCases {
    private HeapWordsCases() {}

    private static Heap heapIn(PoolWorld world) {
        Bins bins = new Bins(world.space.reservation(), 0, true);
        return new Heap(1, bins, world.space, world.pool, BinBounds.DEFAULT, new HotClasses(0));
    }

    /// Statistics look twice at the blocks in a bin from which the owner takes two.
    @JCStressTest
    @Outcome(
            id = {"7, 7", "7, 6", "7, 5", "6, 6", "6, 5", "5, 5"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A count that never was, or one that went back.")
    @State
    public static class OwnerAndStatistics {
        final PoolWorld world = new PoolWorld();
        final Heap heap = heapIn(world);

        public OwnerAndStatistics() {
            heap.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);
        }

        @Actor
        public void allocateTwo() {
            heap.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);
            heap.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);
        }

        @Actor
        public void look(II_Result r) {
            r.r1 = heap.parked(PoolWorld.EIGHT_BLOCKS);
            r.r2 = heap.parked(PoolWorld.EIGHT_BLOCKS);
        }
    }

    /// A visit counts the blocks that are taken and do not wait in the bin, of which one is live, while the owner gives
    /// the others back: -1 where it knows that it cannot tell.
    @JCStressTest
    @Outcome(
            id = {"1", "-1"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A block on its way was taken for a live one.")
    @State
    public static class OwnerAndVisit {
        final PoolWorld world = new PoolWorld();
        final Heap heap = heapIn(world);
        final int slot;

        public OwnerAndVisit() {
            long address = heap.popOrRefill(PoolWorld.EIGHT_BLOCKS, true);
            slot = (int) ((address - world.space.reservation().base()) >>> SizeClasses.SLAB_SHIFT);
        }

        @Actor
        public void giveBack() {
            heap.flushAll();
        }

        @Actor
        public void visit(I_Result r) {
            long before = heap.stateOf(PoolWorld.EIGHT_BLOCKS, 0);
            int[] parked = {0};
            heap.visitParked(PoolWorld.EIGHT_BLOCKS, address -> parked[0]++);
            int taken = world.space.ownerOf(slot) instanceof Slab slab ? slab.capacity() - slab.freeBlocks() : 0;
            boolean exact = !heap.isMoving() && before == heap.stateOf(PoolWorld.EIGHT_BLOCKS, 0);
            r.r1 = exact ? taken - parked[0] : -1;
        }
    }

    /// Two living threads share an entry of the table: the words that each finds.
    @JCStressTest
    @Outcome(
            id = {"mine, nothing", "nothing, nothing"},
            expect = ACCEPTABLE)
    @Outcome(expect = FORBIDDEN, desc = "A thread finds another's heap.")
    @State
    @SuppressWarnings("ReferenceEquality") // the question is whose they are
    public static class TwoThreadsOnOneEntry {
        private static final long TABLE_SIZE = 4096;

        /// The same in all samples but the first of a thread, whatever order it is seen in.
        private static long idOfOne;

        final HeapTable table = new HeapTable();
        final long[] words = Bins.newWords(1);
        final long[] othersWords = Bins.newWords(2);

        @Actor
        public void one(LL_Result r) {
            idOfOne = Thread.currentThread().threadId();
            words[Bins.OWNER_THREAD_ID] = idOfOne;
            table.put(words);
            r.r1 = look(words, othersWords);
        }

        @Actor
        public void other(LL_Result r) {
            othersWords[Bins.OWNER_THREAD_ID] = idOfOne + TABLE_SIZE;
            table.put(othersWords);
            r.r2 = look(othersWords, words);
        }

        private String look(long[] mine, long[] others) {
            Object found = table.current();
            return found == mine ? "mine" : found == others ? "another's" : "nothing";
        }
    }
}
