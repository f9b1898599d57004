package io.hakmem.simulation;

import java.util.Map;
import java.util.function.Supplier;

/// The protocols of slabs of pages and of runs that end in one, as small worlds. Lengths in pages; a slot has 16.
final class PageScenarios {
    private static final int PAGE = World.PAGE;
    private static final int SLOT = World.PAGES_PER_SLOT;

    private PageScenarios() {}

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("lastPagesByTwoFreers", PageScenarios::lastPagesByTwoFreers);
        all.put("twoFreesOfOneBlock", PageScenarios::twoFreesOfOneBlock);
        all.put("twoTakersOfPages", PageScenarios::twoTakersOfPages);
        all.put("runAndItsTail", PageScenarios::runAndItsTail);
        all.put("tailTakenWhileItRetires", PageScenarios::tailTakenWhileItRetires);
        all.put("tailTakenAndTheSlotBeforeIt", PageScenarios::tailTakenAndTheSlotBeforeIt);
        all.put("purgeOfFreePages", PageScenarios::purgeOfFreePages);
        all.put("growIntoFreePages", PageScenarios::growIntoFreePages);
        all.put("growOverTheTail", PageScenarios::growOverTheTail);
        all.put("shrinkARun", PageScenarios::shrinkARun);
    }

    private static Scenario lastPagesByTwoFreers() {
        World world = new World();
        long first = world.allocatePages(3, "main");
        long second = world.allocatePages(2, "main");
        return Scenarios.scenario(
                world, w -> {}, () -> world.freePages(first), () -> world.freePages(second), passer(world, 4));
    }

    private static Scenario twoFreesOfOneBlock() {
        World world = new World();
        world.allocatePages(2, "main");
        long block = world.allocatePages(3, "main");
        world.strikePages(block, 3);
        int[] freed = {0};
        Runnable freer = () -> {
            if (world.runs.free(block) == null) {
                freed[0]++;
            }
        };
        return Scenarios.scenario(
                world,
                w -> {
                    if (freed[0] != 1) {
                        throw new AssertionError("I6: a block was freed " + freed[0] + " times");
                    }
                },
                freer,
                freer,
                () -> world.takePages(12, "taker"));
    }

    private static Scenario twoTakersOfPages() {
        World world = new World();
        long block = world.allocatePages(6, "main");
        world.allocatePages(5, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.takePages(4, "one"),
                () -> world.takePages(3, "two"),
                () -> world.freePages(block));
    }

    private static Scenario runAndItsTail() {
        World world = new World();
        long run = world.allocatePages(2 * SLOT + 1, "main");
        long other = world.allocatePages(3, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.freePages(run),
                () -> world.freePages(other),
                () -> world.takeSlots(2, 2, "taker"));
    }

    private static Scenario tailTakenWhileItRetires() {
        World world = new World();
        long low = world.allocatePages(SLOT, "main");
        long block = world.allocatePages(3, "main");
        world.freePages(low);
        return Scenarios.scenario(
                world, w -> {}, () -> world.freePages(block), () -> world.takeSlots(1, 2, "taker"), passer(world, 5));
    }

    /// A run wants a free slot and the first pages behind it, while somebody else takes the slot.
    private static Scenario tailTakenAndTheSlotBeforeIt() {
        World world = new World();
        long low = world.allocatePages(SLOT, "main");
        long first = world.allocatePages(3, "main");
        world.allocatePages(3, "main");
        world.freePages(first);
        world.freePages(low);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.takeSlots(1, 2, "run"),
                () -> world.takeRun(1),
                () -> world.takePages(2, "pages"));
    }

    private static Scenario purgeOfFreePages() {
        World world = new World();
        long first = world.allocatePages(3, "main");
        long second = world.allocatePages(3, "main");
        world.freePages(second);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.pool.freePages().purge(),
                () -> world.takePages(3, "taker"),
                () -> world.freePages(first));
    }

    private static Scenario growIntoFreePages() {
        World world = new World();
        long block = world.allocatePages(3, "main");
        long other = world.allocatePages(4, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> resize(world, block, 3, 5),
                () -> world.freePages(other),
                () -> world.takePages(4, "taker"));
    }

    private static Scenario growOverTheTail() {
        World world = new World();
        long run = world.allocatePages(SLOT + 2, "main");
        long other = world.allocatePages(3, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> resize(world, run, SLOT + 2, 2 * SLOT + 1),
                () -> world.freePages(other),
                passer(world, 4));
    }

    private static Scenario shrinkARun() {
        World world = new World();
        long run = world.allocatePages(2 * SLOT + 1, "main");
        long other = world.allocatePages(3, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> resize(world, run, 2 * SLOT + 1, 5),
                () -> world.freePages(other),
                () -> world.takeSlots(1, 0, "taker"));
    }

    /// Resizes a block; whoever shrinks gives first, whoever grows owns afterwards.
    static void resize(World world, long block, int pages, int newPages) {
        if (newPages < pages) {
            world.strikePages(block, pages);
            world.enterPages(block, newPages, "resizer");
        }
        if (world.runs.resizeInPlace(block, (long) newPages * PAGE) && newPages > pages) {
            world.strikePages(block, pages);
            world.enterPages(block, newPages, "resizer");
        }
    }

    /// Takes pages and gives them back at once.
    private static Runnable passer(World world, int count) {
        return () -> {
            long pages = world.takePages(count, "passer");
            if (pages != 0) {
                world.givePages(pages, count);
            }
        };
    }
}
