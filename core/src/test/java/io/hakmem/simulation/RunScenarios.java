package io.hakmem.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Runs of slots and of SuperSlabs, and blocks whose length changes while others look at them, as small worlds. Lengths
/// in pages.
final class RunScenarios {
    private static final int PAGE = World.PAGE;
    private static final int SLOT = World.PAGES_PER_SLOT;
    private static final int SUPER_SLAB = 16 * SLOT;

    private RunScenarios() {}

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("growIntoFreeSlots", RunScenarios::growIntoFreeSlots);
        all.put("growOverTheTailInVain", RunScenarios::growOverTheTailInVain);
        all.put("resizeAndFreeOfPages", () -> resizeAndFree(3, 5));
        all.put("resizeAndFreeOfARun", () -> resizeAndFree(2 * SLOT + 1, 5));
        all.put("visitOfAGrowingBlock", () -> visit(3, 5));
        all.put("visitOfAShrinkingRun", () -> visit(2 * SLOT + 1, 5));
        all.put("superSlabsTakenAndOneSlot", RunScenarios::superSlabsTakenAndOneSlot);
        all.put("superSlabsTakenAndEvicted", RunScenarios::superSlabsTakenAndEvicted);
        all.put("superSlabsFreedAndOneSlot", RunScenarios::superSlabsFreedAndOneSlot);
    }

    /// The slots behind a run go to it whole or not at all.
    private static Scenario growIntoFreeSlots() {
        World world = new World();
        long run = world.allocatePages(SLOT, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> {
                    if (world.runs.resizeInPlace(run, (long) (3 * SLOT + 2) * PAGE)) {
                        world.enterPages(run, 3 * SLOT + 2, "resizer");
                    }
                },
                () -> world.takeSlots(1, 0, "taker"),
                Scenarios.passer(world, Scenarios.A, "passer"));
    }

    /// The pages behind the tail are free, but the slot behind them goes to somebody else: they are given back.
    private static Scenario growOverTheTailInVain() {
        World world = new World();
        long run = world.allocatePages(SLOT + 2, "main");
        return Scenarios.scenario(
                world,
                w -> {},
                () -> PageScenarios.resize(world, run, SLOT + 2, 2 * SLOT + 1),
                () -> world.takeSlots(1, 0, "taker"));
    }

    /// A block is freed while its owner gives it another length: it is free or live in the end, and no page is lost.
    private static Scenario resizeAndFree(int pages, int newPages) {
        World world = new World();
        long block = world.allocatePages(pages, "main");
        long between = world.allocatePages(4, "main");
        world.allocatePages(3, "neighbour");
        world.freePages(between);
        world.strikePages(block, pages);
        List<Runnable> actors = List.of(
                () -> world.runs.resizeInPlace(block, (long) newPages * PAGE),
                () -> world.runs.free(block),
                () -> world.takePages(3, "taker"));
        return new Scenario() {
            @Override
            public List<Runnable> actors() {
                return actors;
            }

            @Override
            public void check() {
                world.enterPages(block, (int) (world.runs.usableBytes(block) / PAGE), "main");
                world.check();
            }

            @Override
            public void close() {
                // the memory is everybody's
            }
        };
    }

    /// A visitor is told each block at most once, with a length that it has or had, and never loses one that
    /// stays as it is. A run that is resized may be left out.
    private static Scenario visit(int pages, int newPages) {
        World world = new World();
        long block = world.allocatePages(pages, "main");
        long neighbour = world.allocatePages(2, "neighbour");
        long last = world.allocatePages(SLOT, "last");
        boolean isRun = pages >= SLOT;
        if (!isRun) {
            world.freePages(neighbour);
        }
        List<Long> visited = new ArrayList<>();
        return Scenarios.scenario(
                world,
                w -> {
                    if (!visited.contains(last) || !visited.contains(isRun ? neighbour : block)) {
                        throw new AssertionError("a visit left a block out that lived all the time");
                    }
                },
                () -> PageScenarios.resize(world, block, pages, newPages),
                () -> {
                    for (int slot = 0; slot <= world.pool.slots().highestUsedSlot(); slot++) {
                        world.runs.visitBlocks(slot, (address, bytes) -> {
                            if (visited.contains(address)) {
                                throw new AssertionError("a visit told a block twice");
                            }
                            if (address == block && bytes != (long) pages * PAGE && bytes != (long) newPages * PAGE) {
                                throw new AssertionError("a visit told a length that the block never had");
                            }
                            visited.add(address);
                        });
                    }
                });
    }

    /// A run of whole SuperSlabs wants the one that just becomes free, and so does somebody who needs one slot.
    private static Scenario superSlabsTakenAndOneSlot() {
        World world = new World();
        long both = world.allocatePages(2 * SUPER_SLAB, "main");
        world.allocatePages(3 * SUPER_SLAB, "main");
        int slot = world.takeRun(1);
        world.freePages(both);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.giveRun(slot, 1),
                () -> world.runs.allocate(3L * SUPER_SLAB * PAGE, PAGE),
                () -> world.takeRun(1));
    }

    /// Who finds one of the SuperSlabs in other hands gives those back that it has by then.
    private static Scenario superSlabsTakenAndEvicted() {
        World world = new World();
        world.freePages(world.allocatePages(2 * SUPER_SLAB, "main"));
        return Scenarios.scenario(
                world, w -> {}, () -> world.runs.allocate(2L * SUPER_SLAB * PAGE, PAGE), world.pool.slots()::evictAll);
    }

    /// A run of a SuperSlab and a slot more is freed, while others take what it left of its last SuperSlab.
    private static Scenario superSlabsFreedAndOneSlot() {
        World world = new World();
        long run = world.allocatePages(SUPER_SLAB + SLOT, "main");
        world.takeRun(14);
        world.takeRun(14);
        return Scenarios.scenario(
                world,
                w -> {},
                () -> world.freePages(run),
                () -> world.takeRun(1),
                () -> world.takeSlots(1, 2, "taker"));
    }
}
