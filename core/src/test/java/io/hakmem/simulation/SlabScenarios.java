package io.hakmem.simulation;

import io.hakmem.slab.Slab;

/// Slabs among more actors, and what several slabs or words have in common.
final class SlabScenarios {
    /// 195 blocks of 336 bytes in four words; words 1 and 2 meet in the middle of a page.
    private static final int P = 20;

    private SlabScenarios() {}

    /// Two freers end a life, while a heap wants to lease the slab and another class wants its place.
    static Scenario fourActors() {
        World world = new World();
        Held[] held = Scenarios.wholeSlab(world, Scenarios.W, "main");
        Scenarios.keepAnother(world, Scenarios.W);
        long some = held[1].lowest(40);
        world.giveBack(held[1], some);
        return Scenarios.scenario(
                world,
                w -> w.watch(held[0].slab),
                () -> world.giveBack(held[0], held[0].bits),
                () -> world.giveBack(held[1], held[1].bits & ~some),
                () -> world.take(Scenarios.W, 1, "leaser"),
                Scenarios.passer(world, Scenarios.B, "other class"));
    }

    /// Both make the list of PARTIAL slabs of the class, and one of the lists counts.
    static Scenario firstUseOfAClass() {
        World world = new World();
        return Scenarios.scenario(
                world,
                w -> {},
                Scenarios.passer(world, Scenarios.B, "one"),
                Scenarios.passer(world, Scenarios.B, "two"));
    }

    /// A taker keeps three blocks of a word, as a refill does, while the slab is full and about to be retired.
    static Scenario surplusAndRetire() {
        World world = new World();
        Held[] held = Scenarios.wholeSlab(world, Scenarios.W, "main");
        Scenarios.keepAnother(world, Scenarios.W);
        world.giveBack(held[0], held[0].bits);
        return Scenarios.scenario(
                world,
                w -> w.watch(held[0].slab),
                () -> world.giveBack(held[1], held[1].bits),
                () -> {
                    Held taken = world.take(Scenarios.W, 1, "taker");
                    if (!taken.isNothing()) {
                        world.giveBack(taken, taken.bits & ~taken.lowest(3));
                    }
                },
                world.pool::sweep);
    }

    /// One of the two is kept, the other is retired.
    static Scenario twoSlabsFillUp() {
        World world = new World();
        Held one = Scenarios.wholeSlab(world, Scenarios.A, "main")[0];
        Held two = Scenarios.wholeSlab(world, Scenarios.A, "main")[0];
        return Scenarios.scenario(
                world,
                w -> {
                    w.watch(one.slab);
                    w.watch(two.slab);
                },
                () -> world.giveBack(one, one.bits),
                () -> world.giveBack(two, two.bits),
                () -> world.pool.expireKept(Scenarios.A));
    }

    /// Whoever flips the dirty bit is charged for the page, and nobody else.
    static Scenario pageOfTwoWords() {
        World world = new World();
        Held first = world.take(P, Slab.NOBODY, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.takeFrom(first.slab, 1, 1, "word 1"),
                () -> world.takeFrom(first.slab, 2, 2, "word 2"),
                () -> world.giveBack(first, first.bits));
    }
}
