package io.hakmem.simulation;

import io.hakmem.slab.Slab;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Blocks of larger classes made of neighbours. Of class A three make one of [#THREE_OF_A], of class W three one of
/// [#THREE_OF_W] and five one of [#FIVE_OF_W].
final class CoalescingScenarios {
    private static final int THREE_OF_A = 81;
    private static final int THREE_OF_W = 65;
    private static final int FIVE_OF_W = 68;

    private CoalescingScenarios() {}

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("neighboursTakenByTwo", CoalescingScenarios::neighboursTakenByTwo);
        all.put("neighboursAndRetire", CoalescingScenarios::neighboursAndRetire);
        all.put("neighboursFreedTwice", CoalescingScenarios::neighboursFreedTwice);
        all.put("neighboursOfTwoClasses", CoalescingScenarios::neighboursOfTwoClasses);
    }

    /// A slab of class A of which the caller holds the last two blocks.
    private static Held sixOfEightFree(World world) {
        Held held = Scenarios.wholeSlab(world, Scenarios.A, "main")[0];
        world.giveBack(held, held.lowest(6));
        if (!world.pool.coalescing().searchAll(THREE_OF_A)) {
            throw new AssertionError("nothing to make a block of");
        }
        return held;
    }

    /// Frees the last two blocks as the fast path does: it finds the slab, or what hides it.
    private static Runnable freer(World world, Held held) {
        return () -> {
            int slot = held.slab.slotIndex();
            Slab seen = world.space.slabs().getPlain(slot);
            if (seen != held.slab && (seen != null || world.space.coalescedAt(slot) == null)) {
                throw new AssertionError("I5: the slab of a live block is not found");
            }
            world.giveBack(held, held.bits & ~held.lowest(6));
        };
    }

    /// Two blocks are made of one word while others of its blocks are freed.
    private static Scenario neighboursTakenByTwo() {
        World world = new World();
        Held held = sixOfEightFree(world);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.takeNeighbours(THREE_OF_A, "one"),
                () -> world.takeNeighbours(THREE_OF_A, "two"),
                freer(world, held));
    }

    /// The slab is about to be retired when a block is made there, and again when that is freed.
    private static Scenario neighboursAndRetire() {
        World world = new World();
        Held held = sixOfEightFree(world);
        Scenarios.keepAnother(world, Scenarios.A);
        return Scenarios.scenario(
                world,
                w -> w.watch(held.slab),
                freer(world, held),
                () -> {
                    long address = world.takeNeighbours(THREE_OF_A, "maker");
                    if (address != 0) {
                        world.freeNeighbours(address);
                    }
                },
                Scenarios.passer(world, Scenarios.B, "other class"));
    }

    /// One of two frees gets through, whoever takes the blocks meanwhile.
    private static Scenario neighboursFreedTwice() {
        World world = new World();
        sixOfEightFree(world);
        long address = world.takeNeighbours(THREE_OF_A, "main");
        AtomicInteger freed = new AtomicInteger();
        Runnable freer = () -> freed.getAndAdd(world.freeNeighbours(address) ? 1 : 0);
        return Scenarios.scenario(
                world,
                w -> {
                    if (freed.get() != 1) {
                        throw new AssertionError("I6: a block made of neighbours was freed " + freed + " times");
                    }
                },
                freer,
                freer);
    }

    /// A slab holds blocks of one class: the other finds another slab, or none.
    private static Scenario neighboursOfTwoClasses() {
        World world = new World();
        Held[] held = Scenarios.wholeSlab(world, Scenarios.W, "main");
        world.giveBack(held[0], held[0].lowest(10));
        world.giveBack(held[1], held[1].bits);
        if (!world.pool.coalescing().searchAll(THREE_OF_W)
                || !world.pool.coalescing().searchAll(FIVE_OF_W)) {
            throw new AssertionError("nothing to make a block of");
        }
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.takeNeighbours(THREE_OF_W, "three"),
                () -> world.takeNeighbours(FIVE_OF_W, "five"),
                () -> world.giveBack(held[0], held[0].bits & ~held[0].lowest(10)));
    }
}
