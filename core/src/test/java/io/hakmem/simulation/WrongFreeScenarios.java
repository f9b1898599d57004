package io.hakmem.simulation;

import io.hakmem.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Blocks that are freed twice. Such a block may get two owners, as in C; but no other block may, and nobody may be
/// served from a life that has ended.
final class WrongFreeScenarios {
    private WrongFreeScenarios() {}

    /// The slab is full and about to be retired.
    static Scenario doubleFreeAndRetire() {
        return doubleFree(world -> new Runnable[0]);
    }

    /// The same, and another class wants the place.
    static Scenario doubleFreeAndRebirth() {
        return doubleFree(world -> new Runnable[] {Scenarios.passer(world, Scenarios.B, "other class")});
    }

    /// The place of a life that ends is purged, while a block of it is freed again and another class is born there.
    static Scenario doubleFreeAndPurge() {
        World world = new World();
        Held held = Scenarios.wholeSlab(world, Scenarios.A, "main")[0];
        Scenarios.keepAnother(world, Scenarios.A);
        long twice = held.lowest(1);
        world.strike(held, held.bits);
        world.freedTwice(held, twice);
        held.slab.giveWord(0, held.bits);
        return Scenarios.scenario(
                world,
                w -> w.watch(held.slab),
                () -> world.pool.settle(held.slab),
                () -> world.pool.giveBack(held.slab, 0, twice),
                () -> world.pool.freePages().purge(),
                () -> world.take(Scenarios.B, 2, "other class"));
    }

    /// Whoever takes from the slab while it lives gets all of its blocks; whoever gets the block that is freed twice
    /// alone, gets it from a dead life.
    private static Scenario doubleFree(Function<World, Runnable[]> others) {
        World world = new World();
        Held held = Scenarios.wholeSlab(world, Scenarios.A, "main")[0];
        Scenarios.keepAnother(world, Scenarios.A);
        Slab slab = held.slab;
        long twice = held.lowest(1);
        world.strike(held, held.bits);
        world.freedTwice(held, twice);
        slab.giveWord(0, held.bits);
        List<Runnable> actors = new ArrayList<>(List.of(others.apply(world)));
        actors.add(() -> world.pool.settle(slab));
        actors.add(() -> world.pool.giveBack(slab, 0, twice));
        actors.add(() -> {
            if (world.takeFrom(slab, 0, 1, "heap that leased it").bits == twice) {
                throw new AssertionError("R3: somebody is served from a life that has ended");
            }
        });
        return Scenarios.scenario(world, w -> w.watch(slab), actors.toArray(Runnable[]::new));
    }

    /// The retirer finds the second word short and gives the first one back, into which the block was freed meanwhile.
    static Scenario doubleFreeAndFailedRetirement() {
        World world = new World();
        Held[] held = Scenarios.wholeSlab(world, Scenarios.W, "main");
        Scenarios.keepAnother(world, Scenarios.W);
        Slab slab = held[0].slab;
        long twice = held[0].lowest(1);
        world.strike(held[0], held[0].bits);
        world.freedTwice(held[0], twice);
        slab.giveWord(0, held[0].bits);
        long most = held[1].lowest(60);
        world.giveBack(held[1], most);
        return Scenarios.scenario(
                world,
                w -> w.watch(slab),
                () -> world.giveBack(held[1], held[1].bits & ~most),
                () -> world.pool.giveBack(slab, 0, twice),
                () -> world.takeFrom(slab, 1, 1, "taker of word 1"));
    }

    /// One of the two frees the run, the other is told that it is free.
    static Scenario doubleFreeOfARun() {
        World world = new World();
        long run = world.allocatePages(2 * World.PAGES_PER_SLOT, "main");
        AtomicInteger freed = new AtomicInteger();
        Runnable freer = () -> {
            if (world.runs.free(run) == null) {
                freed.getAndIncrement();
            }
        };
        return Scenarios.scenario(
                world,
                w -> {
                    if (freed.get() != 1) {
                        throw new AssertionError("a run was freed " + freed.get() + " times");
                    }
                },
                freer,
                freer,
                Scenarios.passer(world, Scenarios.A, "passer"));
    }
}
