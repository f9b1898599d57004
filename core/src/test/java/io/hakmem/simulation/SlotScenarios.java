package io.hakmem.simulation;

import io.hakmem.os.FakePageSource.Call;
import io.hakmem.pool.MemoryLimits;
import io.hakmem.pool.SlotPool;
import io.hakmem.slab.SuperSlab;

/// Slots and whole SuperSlabs on their way to the system and back.
final class SlotScenarios {
    private static final int EAGAIN = 11;

    private SlotScenarios() {}

    /// A cached SuperSlab belongs to whoever clears its bit in the cache.
    static Scenario cachedSuperSlabTakenAndEvicted() {
        World world = new World();
        SlotPool slots = world.pool.slots();
        int run = world.takeRun(2);
        world.commit(run, 2);
        world.giveRun(run, 2);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> {
                    if (slots.grow(1, world.counters)) {
                        world.take(Scenarios.A, 1, "taker after growth");
                    }
                },
                slots::evictAll,
                slots::evictAll);
    }

    /// Both give a part of a SuperSlab back; one of them finds it whole, and a third may take a slot first.
    static Scenario lastSlotsByTwoFreers() {
        World world = new World();
        int first = world.takeRun(1);
        int second = world.takeRun(2);
        return Scenarios.scenario(
                world,
                w -> {
                    SuperSlab superSlab = w.space.superSlabOfSlot(first);
                    if (Long.bitCount(superSlab.freeSlots()) == superSlab.slotCount()) {
                        throw new AssertionError("R2: nobody noticed that the SuperSlab has become whole");
                    }
                },
                () -> world.giveRun(first, 1),
                () -> world.giveRun(second, 2),
                () -> {
                    int slot = world.takeRun(1);
                    if (slot >= 0) {
                        world.giveRun(slot, 1);
                    }
                });
    }

    /// The budget has room for three blocks of one taker, or for some of each.
    static Scenario budgetOfTwoTakers() {
        World world = new World(new MemoryLimits(6L * World.PAGE, 0));
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.take(Scenarios.A, 1, "one"),
                () -> world.take(Scenarios.A, 2, "two"),
                Scenarios.passer(world, Scenarios.B, "other class"));
    }

    /// The budget is used up; a purge makes room while one takes what has pages already, and one what has none.
    static Scenario budgetUsedUpAndPurge() {
        World world = new World(new MemoryLimits(World.PAGES_PER_SLOT * (long) World.PAGE, 0));
        Held held = Scenarios.wholeSlab(world, Scenarios.A, "main")[0];
        world.giveBack(held, held.lowest(4));
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.pool.freePages().purge(),
                () -> world.take(Scenarios.A, 1, "same class"),
                Scenarios.passer(world, Scenarios.B, "other class"));
    }

    /// A searcher finds a SuperSlab full and takes its hint away, while a slot comes back.
    static Scenario hintOfAFullSuperSlab() {
        World world = new World();
        int first = world.takeRun(16);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.giveRun(first, 1),
                () -> world.takeRun(1),
                () -> world.take(Scenarios.A, 1, "taker"));
    }

    /// The system refuses the first page that it is asked to take back; nothing is lost by that.
    static Scenario purgeRefused() {
        World world = new World();
        int run = world.takeRun(3);
        world.commit(run, 3);
        world.giveRun(run, 2);
        world.source.refuse(Call.PURGE, 0, 1, EAGAIN);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> {
                    world.pool.freePages().purge();
                    world.pool.freePages().purge();
                },
                () -> world.take(Scenarios.A, 1, "taker"),
                () -> world.giveRun(run + 2, 1));
    }
}
