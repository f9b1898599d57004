package io.hakmem.simulation;

import io.hakmem.heap.HeapDriver;
import io.hakmem.heap.HeapsDriver;
import io.hakmem.heap.ParkedBlocks;
import io.hakmem.slab.Slab;
import java.util.HashSet;
import java.util.Set;

/// Heaps that dead threads left behind, with blocks in the bin and in the buffer, and a lease.
final class HeapScenarios {
    private static final Thread DEAD = Thread.ofPlatform().unstarted(() -> {});

    private HeapScenarios() {}

    private static HeapsDriver leftBehind(World world) {
        HeapsDriver heaps = world.heaps();
        HeapDriver living = heaps.heapOf(Thread.currentThread());
        HeapDriver dead = heaps.heapOf(DEAD);
        long remote = world.enter(living.allocate(Scenarios.B), "living");
        long kept = world.enter(dead.allocate(Scenarios.A), "dead");
        long local = world.enter(dead.allocate(Scenarios.A), "dead");
        for (long block : new long[] {local, remote}) {
            world.strike(block);
            dead.free(block);
        }
        if (kept == 0 || dead.parked(Scenarios.A) == 0 || dead.parked(Scenarios.B) == 0) {
            throw new AssertionError("the dead thread left nothing");
        }
        return heaps;
    }

    /// Takes a heap, works with it, and finds that nobody else does.
    private static Runnable adopter(World world, HeapsDriver heaps, Set<Integer> owned, String who) {
        return () -> {
            HeapDriver heap = heaps.heapOf(Thread.currentThread());
            if (!owned.add(heap.id())) {
                throw new AssertionError("M9: two own heap " + heap.id());
            }
            world.enter(heap.allocate(Scenarios.A), who);
            int parked = heap.parked(Scenarios.A);
            Scenarios.passer(world, Scenarios.W, who).run();
            if (heap.parked(Scenarios.A) != parked) {
                throw new AssertionError("M9: the bins of heap " + heap.id() + " changed under its owner");
            }
        };
    }

    static Scenario heapAdoptedByTwo() {
        World world = new World();
        HeapsDriver heaps = leftBehind(world);
        Set<Integer> owned = new HashSet<>();
        return Scenarios.scenario(
                world,
                w -> {
                    if (heaps.count() != 3) {
                        throw new AssertionError("M9: the heap that was left was not taken over");
                    }
                },
                adopter(world, heaps, owned, "one"),
                adopter(world, heaps, owned, "two"));
    }

    static Scenario heapAdoptedWhileDrained() {
        World world = new World();
        HeapsDriver heaps = leftBehind(world);
        return Scenarios.scenario(world, w -> {}, adopter(world, heaps, new HashSet<>(), "adopter"), heaps::drainLeft);
    }

    static Scenario heapDrainedByTwo() {
        World world = new World();
        HeapsDriver heaps = leftBehind(world);
        return Scenarios.scenario(
                world, w -> {}, heaps::drainLeft, heaps::drainLeft, adopter(world, heaps, new HashSet<>(), "adopter"));
    }

    /// A visit tells live blocks from parked ones while the parked ones go back.
    static Scenario visitWhileDrained() {
        World world = new World();
        HeapsDriver heaps = world.heaps();
        HeapDriver dead = heaps.heapOf(DEAD);
        long live = world.enter(dead.allocate(Scenarios.A), "dead");
        Slab slab = world.slabAt(live);
        return Scenarios.scenario(world, w -> {}, heaps::drainLeft, () -> {
            ParkedBlocks parked = heaps.parked(Scenarios.A);
            parked.read();
            long taken = slab.fullWord(0) & ~slab.freeBits(0);
            if (parked.isCurrent() && parked.isSound()) {
                for (long bits = taken; bits != 0; bits &= bits - 1) {
                    long block = slab.base() + (long) Long.numberOfTrailingZeros(bits) * slab.blockBytes();
                    if (block != live && !parked.holds(block)) {
                        throw new AssertionError("M16: a block on its way was taken for a live one");
                    }
                }
            }
        });
    }
}
