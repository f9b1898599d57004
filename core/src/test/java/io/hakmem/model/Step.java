package io.hakmem.model;

import io.hakmem.HakmemHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A step of a script. Blocks are named by the group that one [Allocate] makes, and by their index in it.
///
/// A further kind of operation is one more record here, and a line in [ScriptWriter] that writes it now and then.
sealed interface Step {
    /// The actor of steps that do not touch the allocator: whoever has the turn does them.
    int ANYBODY = -1;

    /// The actor of steps that change who there is, or look at everything: all actors rest meanwhile.
    int CONDUCTOR = -2;

    /// The group of steps that name none.
    int NO_GROUP = -1;

    /// Number of the thread that does it, [#ANYBODY] or [#CONDUCTOR].
    int actor();

    /// The group of blocks that it is about, or [#NO_GROUP].
    default int group() {
        return NO_GROUP;
    }

    /// Does the step in the actor's thread.
    void run(Execution execution);

    /// Steps that are like this one and do less, smallest first.
    default List<Step> simpler() {
        return List.of();
    }

    /// The same step for fewer blocks than `count`.
    private static List<Step> fewer(int count, IntFunction<Step> step) {
        return IntStream.of(1, count / 2, count - 1)
                .filter(fewer -> fewer > 0 && fewer < count)
                .distinct()
                .mapToObj(step)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    // ---- the operations ----

    /// Allocates `count` blocks, or as many as there is room for, and fills each to its end.
    record Allocate(int actor, int group, long bytes, int count) implements Step {
        @Override
        public void run(Execution execution) {
            for (int left = count; left > 0; left--) {
                if (!execution.allocate(
                        group, bytes, 1, () -> execution.hakmem().allocate(bytes))) {
                    return;
                }
            }
        }

        @Override
        public List<Step> simpler() {
            return fewer(count, fewer -> new Allocate(actor, group, bytes, fewer));
        }
    }

    /// Allocates one block at a multiple of `alignment`, and zeroed if wanted.
    record AllocateAligned(int actor, int group, long bytes, long alignment, boolean zeroed) implements Step {
        @Override
        public void run(Execution execution) {
            execution.allocate(
                    group,
                    bytes,
                    alignment,
                    () -> zeroed
                            ? execution.zeroed(execution.hakmem().allocateZeroed(bytes, alignment))
                            : execution.hakmem().allocate(bytes, alignment));
        }

        @Override
        public List<Step> simpler() {
            return List.of(new Allocate(actor, group, bytes, 1));
        }
    }

    /// Allocates `count` blocks in one call.
    record AllocateBatch(int actor, int group, long bytes, int count) implements Step {
        @Override
        public void run(Execution execution) {
            execution.allocateBatch(group, bytes, count);
        }

        @Override
        public List<Step> simpler() {
            List<Step> steps = fewer(count, fewer -> new AllocateBatch(actor, group, bytes, fewer));
            steps.add(0, new Allocate(actor, group, bytes, count));
            return steps;
        }
    }

    /// Allocates `count` blocks, or as many as there is room for, by the thread's own way to the allocator.
    record AllocateByHeap(int actor, int group, long bytes, int count) implements Step {
        @Override
        public void run(Execution execution) {
            HakmemHeap heap = execution.hakmem().heap();
            for (int left = count; left > 0; left--) {
                if (!execution.allocate(group, bytes, 1, () -> heap.allocate(bytes))) {
                    return;
                }
            }
        }

        @Override
        public List<Step> simpler() {
            return List.of(new Allocate(actor, group, bytes, count));
        }
    }

    /// Gives a block another length.
    record Reallocate(int actor, int group, int index, long bytes) implements Step {
        @Override
        public void run(Execution execution) {
            execution.reallocate(group, index, bytes);
        }
    }

    /// Frees each `stride`-th block of a group, from `first` on; in descending order when `first` is negative.
    record Free(int actor, int group, int first, int stride) implements Step {
        @Override
        public void run(Execution execution) {
            int size = execution.reference().size(group);
            for (int index = first < 0 ? size + first : first; index >= 0 && index < size; index += stride) {
                execution.free(group, index);
            }
        }

        @Override
        public List<Step> simpler() {
            return first == 0 && stride == 1 ? List.of() : List.of(new Free(actor, group, 0, 1));
        }
    }

    /// Frees all blocks of a group, telling their sizes: the usable ones, or what was asked for.
    record FreeSized(int actor, int group, boolean usable) implements Step {
        @Override
        public void run(Execution execution) {
            execution.free(
                    group,
                    block -> execution
                            .hakmem()
                            .free(block.address(), usable ? block.usableBytes() : block.sizedBytes()));
        }

        @Override
        public List<Step> simpler() {
            return List.of(new Free(actor, group, 0, 1));
        }
    }

    /// Frees all blocks of a group by the thread's own way to the allocator, telling their sizes if wanted.
    record FreeByHeap(int actor, int group, boolean sized) implements Step {
        @Override
        public void run(Execution execution) {
            HakmemHeap heap = execution.hakmem().heap();
            execution.free(group, block -> {
                if (sized) {
                    heap.free(block.address(), block.sizedBytes());
                } else {
                    heap.free(block.address());
                }
            });
        }

        @Override
        public List<Step> simpler() {
            return List.of(new Free(actor, group, 0, 1));
        }
    }

    /// Frees all blocks of two groups in one call; if wanted, among addresses that are refused: some of theirs
    /// again, and some at which no block begins.
    record FreeBatch(int actor, int group, int other, boolean someWrong) implements Step {
        @Override
        public void run(Execution execution) {
            execution.freeBatch(group, other, someWrong);
        }

        @Override
        public List<Step> simpler() {
            Step single = new Free(actor, group, 0, 1);
            return someWrong ? List.of(single, new FreeBatch(actor, group, other, false)) : List.of(single);
        }
    }

    /// Asks for the usable size of every live block of a group.
    record UsableSize(int actor, int group) implements Step {
        @Override
        public void run(Execution execution) {
            for (int index = 0; index < execution.reference().size(group); index++) {
                execution.askUsableSize(group, index);
            }
        }
    }

    /// Gives all memory back that holds no live block.
    record Trim(int actor) implements Step {
        @Override
        public void run(Execution execution) {
            execution.hakmem().trim();
        }
    }

    // ---- wrong calls, each of which is refused and changes nothing ----

    /// Frees a block of a group again, wherever its memory is now.
    record FreeAgain(int actor, int group, int index) implements Step {
        @Override
        public void run(Execution execution) {
            execution.freeAgain(group, index);
        }
    }

    /// Frees a block with a size that is not its own.
    record FreeWrongSize(int actor, int group, int index, long bytes) implements Step {
        @Override
        public void run(Execution execution) {
            execution.freeWrongSize(group, index, bytes);
        }
    }

    /// Frees an address inside of a live block, `distance` bytes from its beginning (modulo its length).
    record FreeInterior(int actor, int group, int index, int distance) implements Step {
        @Override
        public void run(Execution execution) {
            execution.freeInterior(group, index, distance);
        }
    }

    /// Frees an address at a distance from the beginning of the mapping, mostly in memory that is in no block.
    record FreeAt(int actor, long offset) implements Step {
        @Override
        public void run(Execution execution) {
            execution.freeAt(offset);
        }
    }

    /// Frees an address far from everything.
    record FreeForeign(int actor, long address) implements Step {
        @Override
        public void run(Execution execution) {
            execution.freeForeign(address);
        }
    }

    /// Asks for a length that nobody can serve.
    record AllocateTooMuch(int actor, long bytes) implements Step {
        @Override
        public void run(Execution execution) {
            execution.allocateTooMuch(bytes);
        }
    }

    // ---- the world around ----

    /// Lets the clock jump, backwards too.
    record Advance(long nanos) implements Step {
        @Override
        public int actor() {
            return ANYBODY;
        }

        @Override
        public void run(Execution execution) {
            execution.clock().advanceNanos(nanos);
        }
    }

    /// Moves all virtual threads to a processor.
    record MoveTo(int processor) implements Step {
        @Override
        public int actor() {
            return ANYBODY;
        }

        @Override
        public void run(Execution execution) {
            execution.source().processor(processor);
        }
    }

    /// Makes the system refuse the next `count` purges.
    record RefusePurges(int count) implements Step {
        @Override
        public int actor() {
            return ANYBODY;
        }

        @Override
        public void run(Execution execution) {
            execution.refusePurges(count);
        }
    }

    // ---- the conductor's ----

    /// Starts a thread.
    record Start(int number, boolean virtual) implements Step {
        @Override
        public int actor() {
            return CONDUCTOR;
        }

        @Override
        public void run(Execution execution) {
            execution.start(number, virtual);
        }
    }

    /// Ends a thread, whatever it holds.
    record End(int number) implements Step {
        @Override
        public int actor() {
            return CONDUCTOR;
        }

        @Override
        public void run(Execution execution) {
            execution.end(number);
        }
    }

    /// Compares the allocator with the reference, and checks its invariants.
    record Check() implements Step {
        @Override
        public int actor() {
            return CONDUCTOR;
        }

        @Override
        public void run(Execution execution) {
            execution.check();
        }
    }
}
