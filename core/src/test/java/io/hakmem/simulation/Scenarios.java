package io.hakmem.simulation;

import io.hakmem.heap.HeapDriver;
import io.hakmem.slab.Slab;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The protocols as small worlds. Classes: A has 8 blocks of 8 KiB in a slab, B has 9 of 7 KiB, W has 128 in two words.
final class Scenarios {
    static final int A = 75;
    static final int B = 74;
    static final int W = 31;

    private Scenarios() {}

    /// All scenarios by name.
    static Map<String, Supplier<Scenario>> all() {
        Map<String, Supplier<Scenario>> all = new LinkedHashMap<>();
        all.put("twoTakersOfOneWord", Scenarios::twoTakersOfOneWord);
        all.put("lastBlocksByTwoFreers", Scenarios::lastBlocksByTwoFreers);
        all.put("lastBlocksInTwoWords", Scenarios::lastBlocksInTwoWords);
        all.put("rebirthAsAnotherClass", Scenarios::rebirthAsAnotherClass);
        all.put("dropLeaseAndRemoteFree", Scenarios::dropLeaseAndRemoteFree);
        all.put("dropLeaseAndOneFree", Scenarios::dropLeaseAndOneFree);
        all.put("superSlabCachedWhileARunIsTaken", Scenarios::superSlabCachedWhileARunIsTaken);
        all.put("stalePartial", Scenarios::stalePartial);
        all.put("heldByPurge", Scenarios::heldByPurge);
        all.put("superSlabOwnedWhole", Scenarios::superSlabOwnedWhole);
        all.put("superSlabCachedAndTakenBack", Scenarios::superSlabCachedAndTakenBack);
        all.put("purgeOfAFreeSlot", Scenarios::purgeOfAFreeSlot);
        all.put("remoteBufferAndRebirth", Scenarios::remoteBufferAndRebirth);
        all.put("processorHeap", Scenarios::processorHeap);
        all.put("sweepAndRetire", Scenarios::sweepAndRetire);
        all.put("fourActors", SlabScenarios::fourActors);
        all.put("firstUseOfAClass", SlabScenarios::firstUseOfAClass);
        all.put("surplusAndRetire", SlabScenarios::surplusAndRetire);
        all.put("twoSlabsFillUp", SlabScenarios::twoSlabsFillUp);
        all.put("pageOfTwoWords", SlabScenarios::pageOfTwoWords);
        all.put("cachedSuperSlabTakenAndEvicted", SlotScenarios::cachedSuperSlabTakenAndEvicted);
        all.put("lastSlotsByTwoFreers", SlotScenarios::lastSlotsByTwoFreers);
        all.put("hintOfAFullSuperSlab", SlotScenarios::hintOfAFullSuperSlab);
        all.put("budgetOfTwoTakers", SlotScenarios::budgetOfTwoTakers);
        all.put("budgetUsedUpAndPurge", SlotScenarios::budgetUsedUpAndPurge);
        all.put("purgeRefused", SlotScenarios::purgeRefused);
        all.put("heapAdoptedByTwo", HeapScenarios::heapAdoptedByTwo);
        all.put("heapAdoptedWhileDrained", HeapScenarios::heapAdoptedWhileDrained);
        all.put("heapDrainedByTwo", HeapScenarios::heapDrainedByTwo);
        all.put("visitWhileDrained", HeapScenarios::visitWhileDrained);
        all.put("doubleFreeAndRetire", WrongFreeScenarios::doubleFreeAndRetire);
        all.put("doubleFreeAndRebirth", WrongFreeScenarios::doubleFreeAndRebirth);
        all.put("doubleFreeAndPurge", WrongFreeScenarios::doubleFreeAndPurge);
        all.put("doubleFreeAndFailedRetirement", WrongFreeScenarios::doubleFreeAndFailedRetirement);
        all.put("doubleFreeOfARun", WrongFreeScenarios::doubleFreeOfARun);
        CoalescingScenarios.addTo(all);
        PageScenarios.addTo(all);
        RunScenarios.addTo(all);
        return all;
    }

    /// The scenario of that name.
    static Supplier<Scenario> named(String name) {
        Supplier<Scenario> found = all().get(name);
        if (found == null) {
            throw new IllegalArgumentException("There is no scenario " + name + ".");
        }
        return found;
    }

    /// A world, its actors, and what must hold at the end beyond the world's own check.
    static Scenario scenario(World world, Consumer<World> check, Runnable... actors) {
        return new Scenario() {
            @Override
            public List<Runnable> actors() {
                return List.of(actors);
            }

            @Override
            public void check() {
                world.check();
                check.accept(world);
            }

            @Override
            public void close() {
                // the memory is everybody's
            }
        };
    }

    /// A slab of the class of which the caller holds everything, and nobody leases it.
    static Held[] wholeSlab(World world, int sizeClass, String who) {
        Held first = world.take(sizeClass, Slab.NOBODY, who);
        Held[] held = new Held[first.slab.wordCount()];
        held[0] = first;
        for (int word = 1; word < held.length; word++) {
            held[word] = new Held(first.slab, word, first.slab.takeWord(word));
            world.enter(held[word], held[word].bits, who);
        }
        return held;
    }

    /// Fills the place of the one full slab that a class keeps, so that the next full one retires.
    static void keepAnother(World world, int sizeClass) {
        for (Held held : wholeSlab(world, sizeClass, "keeper")) {
            world.giveBack(held, held.bits);
        }
    }

    /// Takes and gives back at once.
    static Runnable passer(World world, int sizeClass, String who) {
        return () -> {
            Held held = world.take(sizeClass, Slab.NOBODY, who);
            if (!held.isNothing()) {
                world.giveBack(held, held.bits);
            }
        };
    }

    private static Scenario twoTakersOfOneWord() {
        World world = new World();
        Held held = wholeSlab(world, A, "main")[0];
        world.giveBack(held, held.lowest(4));
        return scenario(
                world,
                w -> {},
                () -> world.take(A, 1, "one"),
                () -> world.take(A, 2, "two"),
                () -> world.giveBack(held, held.bits & ~held.lowest(4)));
    }

    private static Scenario lastBlocksByTwoFreers() {
        World world = new World();
        Held held = wholeSlab(world, A, "main")[0];
        keepAnother(world, A);
        long half = held.lowest(4);
        return scenario(
                world,
                w -> w.watch(held.slab),
                () -> world.giveBack(held, half),
                () -> world.giveBack(held, held.bits & ~half),
                passer(world, A, "taker"));
    }

    private static Scenario lastBlocksInTwoWords() {
        World world = new World();
        Held[] held = wholeSlab(world, W, "main");
        keepAnother(world, W);
        return scenario(
                world,
                w -> w.watch(held[0].slab),
                () -> world.giveBack(held[0], held[0].bits),
                () -> world.giveBack(held[1], held[1].bits),
                passer(world, B, "other class"));
    }

    private static Scenario rebirthAsAnotherClass() {
        World world = new World();
        Held held = wholeSlab(world, A, "main")[0];
        keepAnother(world, A);
        long most = held.lowest(7);
        world.giveBack(held, most);
        return scenario(
                world,
                w -> w.watch(held.slab),
                () -> world.giveBack(held, held.bits & ~most),
                passer(world, A, "same class"),
                passer(world, B, "other class"));
    }

    private static Scenario dropLeaseAndRemoteFree() {
        World world = new World();
        Held held = world.take(A, 1, "main");
        keepAnother(world, A);
        long some = held.lowest(3);
        return scenario(
                world,
                w -> w.watch(held.slab),
                () -> {
                    if (held.slab.leasedToNobody(1)) {
                        world.pool.settle(held.slab);
                    }
                },
                () -> world.giveBack(held, some),
                () -> world.giveBack(held, held.bits & ~some));
    }

    /// With one giver only, nobody else lists the slab if the drop and the give miss each other.
    private static Scenario dropLeaseAndOneFree() {
        World world = new World();
        Held held = world.take(A, 1, "main");
        return scenario(
                world,
                w -> {},
                () -> {
                    if (held.slab.leasedToNobody(1)) {
                        world.pool.settle(held.slab);
                    }
                },
                () -> world.giveBack(held, held.lowest(3)));
    }

    private static Scenario superSlabCachedWhileARunIsTaken() {
        World world = new World();
        int run = world.takeRun(1);
        int[] taken = {-1};
        return scenario(
                world,
                w -> {
                    if (taken[0] >= 0 && w.pool.slots().cache().size() != 0) {
                        throw new AssertionError("R2: a SuperSlab is cached and in use");
                    }
                },
                () -> world.giveRun(run, 1),
                () -> taken[0] = world.takeRun(3));
    }

    private static Scenario stalePartial() {
        World world = new World();
        Held held = wholeSlab(world, A, "main")[0];
        keepAnother(world, A);
        long most = held.lowest(7);
        world.giveBack(held, most);
        return scenario(world, w -> w.watch(held.slab), () -> world.take(A, 1, "leaser"), () -> {
            world.giveBack(held, held.bits & ~most);
            world.take(B, 2, "freer, then other class");
        });
    }

    private static Scenario heldByPurge() {
        World world = new World();
        Held[] held = wholeSlab(world, W, "main");
        keepAnother(world, W);
        world.giveBack(held[0], held[0].bits);
        return scenario(
                world,
                w -> w.watch(held[0].slab),
                () -> world.pool.freePages().purge(),
                () -> world.giveBack(held[1], held[1].bits),
                () -> world.take(W, 1, "taker"));
    }

    private static Scenario superSlabOwnedWhole() {
        World world = new World();
        Held held = wholeSlab(world, A, "main")[0];
        Held kept = wholeSlab(world, A, "kept")[0];
        world.giveBack(kept, kept.bits);
        world.pool.expireKept(A);
        world.pool.expireAllKept();
        return scenario(
                world,
                w -> {},
                () -> {
                    world.giveBack(held, held.bits);
                    world.pool.expireKept(A);
                },
                () -> {
                    int slot = world.takeRun(2);
                    if (slot >= 0) {
                        world.giveRun(slot, 2);
                    }
                },
                () -> world.take(B, 1, "taker"));
    }

    private static Scenario superSlabCachedAndTakenBack() {
        World world = new World();
        int run = world.takeRun(1);
        return scenario(world, w -> {}, () -> world.giveRun(run, 1), () -> {
            if (world.take(B, 1, "taker").isNothing() && world.pool.slots().grow(1, world.counters)) {
                world.take(B, 1, "taker after growth");
            }
        });
    }

    private static Scenario purgeOfAFreeSlot() {
        World world = new World();
        int run = world.takeRun(2);
        world.commit(run, 2);
        world.giveRun(run, 1);
        return scenario(
                world,
                w -> {},
                () -> world.pool.freePages().purge(),
                () -> world.take(A, 1, "taker"),
                () -> world.giveRun(run + 1, 1));
    }

    private static Scenario remoteBufferAndRebirth() {
        World world = new World();
        HeapDriver owner = world.heap();
        HeapDriver freer = world.heap();
        long[] blocks = new long[8];
        for (int at = 0; at < blocks.length; at++) {
            blocks[at] = world.enter(owner.allocate(A), "main");
        }
        keepAnother(world, A);
        return scenario(
                world,
                w -> {},
                () -> {
                    for (long block : blocks) {
                        world.strike(block);
                        freer.free(block);
                    }
                    freer.flushRemote();
                },
                () -> world.enter(owner.allocate(A), "owner"),
                () -> world.take(B, 9, "other class"));
    }

    private static Scenario processorHeap() {
        World world = new World();
        HeapDriver heap = world.heap();
        int[] inside = {0};
        Runnable visitor = () -> {
            if (heap.enter()) {
                if (++inside[0] != 1) {
                    throw new AssertionError("two are in one heap");
                }
                long block = world.enter(heap.allocate(A), "visitor");
                world.strike(block);
                heap.free(block);
                inside[0]--;
                heap.leave();
            }
        };
        return scenario(world, w -> {}, visitor, visitor, visitor);
    }

    private static Scenario sweepAndRetire() {
        World world = new World();
        Held held = wholeSlab(world, A, "main")[0];
        keepAnother(world, A);
        long most = held.lowest(7);
        world.giveBack(held, most);
        return scenario(
                world,
                w -> w.watch(held.slab),
                () -> world.pool.expireKept(A),
                () -> world.giveBack(held, held.bits & ~most),
                () -> world.take(A, 1, "taker"));
    }
}
