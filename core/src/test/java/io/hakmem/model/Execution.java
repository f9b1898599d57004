package io.hakmem.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.FakeClock;
import io.hakmem.Hakmem;
import io.hakmem.HeapValidator;
import io.hakmem.InvalidFreeException;
import io.hakmem.NativeOutOfMemoryError;
import io.hakmem.Stats;
import io.hakmem.TestHakmem;
import io.hakmem.memory.NativeMemory;
import io.hakmem.model.Actor.StuckException;
import io.hakmem.model.ReferenceHeap.Block;
import io.hakmem.os.FakePageSource;
import io.hakmem.os.FakePageSource.Call;
import io.hakmem.size.SizeClasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// A script done once, on an allocator of its own, beside a reference heap; then the finale: everything is freed, all
/// threads end, and all memory has to go back.
///
/// The same script does the same each time: one thread runs at a time, the clock and the processor are what the script
/// says, and blocks lie at the same distance from the base. (The threads are kept, so that no heap changes hands later
/// because the garbage collector has not found out yet that a thread is dead.)
final class Execution {
    private static final int ENOMEM = 12;

    /// No block ever begins there.
    private static final long NO_ADDRESS = 4096 + 8;

    /// Who does the finale: no script starts so many.
    private static final int FINAL_ACTOR = Integer.MAX_VALUE;

    /// Heaps that virtual threads share: one per processor, rounded up to a power of two.
    private static final int PROCESSOR_HEAPS =
            2 * Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

    private final Script script;
    private final FakePageSource source = new FakePageSource();
    private final FakeClock clock = new FakeClock();
    private final Hakmem hakmem;
    private final ReferenceHeap reference;
    private final long mappingBase;
    private final long mappingBytes;
    private final Map<Integer, Actor> actors = new TreeMap<>();
    private final List<Actor> everybody = new ArrayList<>();
    private final Tally tally = new Tally();

    /// By address, in which life of its slot a block that begins there was handed out last.
    private final Map<Long, Object> lives = new HashMap<>();
    private @Nullable Actor onTurn;
    private long mostPlatform;
    private boolean sawVirtual;
    private boolean purgesWereRefused;
    private long trace;

    /// Frees by batches that found no room for all of their blocks.
    private long freesOfFailedBatches;

    private int position;

    /// How an execution ended.
    ///
    /// @param failure what went wrong, `null` for nothing
    /// @param failedStep index of the step that failed; the number of steps for the finale
    /// @param trace a hash of all that the allocator answered
    /// @param tally what was done
    record Outcome(@Nullable Throwable failure, int failedStep, long trace, Tally tally) {}

    private Execution(Script script) {
        this.script = script;
        Setup setup = script.setup();
        hakmem = TestHakmem.allocator(
                source,
                setup.checked(),
                setup.superSlabBytes(),
                setup.reservationBytes(),
                setup.cache(),
                setup.limitBytes(),
                setup.coalesceFromBytes(),
                clock);
        Stats.Mapping mapping = hakmem.stats().mapping();
        mappingBase = mapping.base();
        mappingBytes = mapping.bytes();
        reference = new ReferenceHeap(mapping.base(), mapping.bytes(), source.pageBytes());
        source.processor(0);
    }

    /// Does the script.
    static Outcome of(Script script) {
        return new Execution(script).perform();
    }

    private Outcome perform() {
        Throwable failure = null;
        try {
            performSteps();
            finish();
        } catch (StuckException e) {
            return new Outcome(e, position, trace, tally);
        } catch (Throwable e) {
            failure = e;
        }
        endAll();
        tally.read(hakmem.stats());
        source.close();
        return new Outcome(failure, position, trace, tally);
    }

    private void performSteps() throws Throwable {
        int size = script.steps().size();
        while (position < size) {
            int number = script.steps().get(position).actor();
            Actor actor = actors.get(number);
            if (number < 0) {
                performStep();
            } else if (actor == null) {
                position++;
            } else {
                actor.perform(() -> performTurn(number, actor));
            }
        }
    }

    /// In the actor's thread: all steps up to the next that is not its own.
    private void performTurn(int number, Actor actor) {
        onTurn = actor;
        while (position < script.steps().size()) {
            int next = script.steps().get(position).actor();
            if (next != number && next != Step.ANYBODY) {
                return;
            }
            performStep();
        }
    }

    private void performStep() {
        script.steps().get(position).run(this);
        position++;
    }

    /// Everything is freed by one who never allocates, while the others sleep; then all of them end.
    private void finish() throws Throwable {
        source.allowAll();
        check();
        reference.checkAllContents();
        act(true, this::freeAll);
        check();
        endAll();
        act(false, hakmem::trim);
        check();
        Stats stats = hakmem.stats();
        assertThat(stats.memory().parkedBytes()).as("parked after trim").isZero();
        assertThat(stats.memory().committedBytes()).as("committed after trim").isZero();
        assertThat(stats.superSlabs().active()).as("active after trim").isZero();
        assertThat(stats.superSlabs().cached()).as("cached after trim").isZero();
    }

    private void freeAll() {
        for (int group = 0; group < reference.groups(); group++) {
            free(group, block -> hakmem.free(block.address()));
        }
    }

    private void act(boolean virtual, Runnable body) throws Throwable {
        start(FINAL_ACTOR, virtual);
        try {
            Objects.requireNonNull(actors.get(FINAL_ACTOR)).perform(body);
        } finally {
            end(FINAL_ACTOR);
        }
    }

    // ---- for the steps ----

    Hakmem hakmem() {
        return hakmem;
    }

    ReferenceHeap reference() {
        return reference;
    }

    FakeClock clock() {
        return clock;
    }

    FakePageSource source() {
        return source;
    }

    /// Allocates a block by `call`; whether there was room.
    ///
    /// @param alignment that is asked for, 1 for none
    boolean allocate(int group, long bytes, long alignment, LongSupplier call) {
        long address;
        try {
            address = call.getAsLong();
        } catch (NativeOutOfMemoryError e) {
            checkOutOfMemory(bytes, alignment);
            return false;
        }
        entered(address, bytes, alignment);
        reference.allocated(group, bytes, alignment, address, usableSize(address, bytes, alignment));
        return true;
    }

    /// A block that was to be zeroed: passed on if it is.
    long zeroed(long address) {
        if (!HeapValidator.readsZero(address, hakmem.usableSize(address))) {
            throw new AssertionError("block 0x" + Long.toHexString(address) + " was not zeroed");
        }
        return address;
    }

    /// All or none, and nothing but the elements that are asked for is touched.
    void allocateBatch(int group, long bytes, int count) {
        long[] elements = new long[count + 2];
        Arrays.fill(elements, NO_ADDRESS);
        boolean hasRoom = true;
        try {
            hakmem.allocateBatch(bytes, elements, 1, count);
        } catch (NativeOutOfMemoryError e) {
            tally.outOfMemory++;
            trace(-bytes);
            hasRoom = false;
        }
        require(elements[0] == NO_ADDRESS && elements[count + 1] == NO_ADDRESS, "a batch wrote beside its elements");
        for (int index = 1; index <= count; index++) {
            long address = elements[index];
            if (hasRoom) {
                entered(address, bytes, 1);
                reference.allocated(group, bytes, 1, address, usableSize(address, bytes, 1));
            } else {
                require(address == 0, "a batch failed, but left an address behind");
            }
        }
        if (!hasRoom) {
            freesOfFailedBatches = frees(hakmem.stats()) - tally.freed;
        }
    }

    /// The allocator handed out an address.
    private void entered(long address, long bytes, long alignment) {
        tally.allocated++;
        trace(address - mappingBase);
        Object life = HeapValidator.lifeAt(hakmem, address);
        if (life != null) {
            lives.put(address, life);
        }
        boolean isOfClass = bytes <= SizeClasses.LARGEST_BYTES && alignment <= SizeClasses.LARGEST_ALIGNMENT_BYTES;
        if (onTurn != null && isOfClass) {
            onTurn.allocated();
        }
    }

    /// The usable size of a new block, which was told before unless an alignment is asked for.
    private long usableSize(long address, long bytes, long alignment) {
        long usable = hakmem.usableSize(address);
        require(alignment != 1 || hakmem.goodSize(bytes) == usable, "another usable size than goodSize told");
        return usable;
    }

    private void checkOutOfMemory(long bytes, long alignment) {
        tally.outOfMemory++;
        trace(-bytes);
        boolean anySlotWillDo = alignment <= SizeClasses.SLAB_BYTES && !purgesWereRefused;
        // What is left of the budget after the trim before the refusal; a block may lie across two more pages.
        long budget = script.setup().limitBytes() - hakmem.stats().memory().committedBytes();
        boolean withinBudget = bytes <= budget - 2L * source.pageBytes();
        if (anySlotWillDo && withinBudget && HeapValidator.hasRoom(hakmem, bytes)) {
            throw new AssertionError("out of memory at " + bytes + " bytes, but there is room");
        }
    }

    void reallocate(int group, int index, long bytes) {
        Block old = reference.block(group, index);
        if (old == null || !old.isLive()) {
            return;
        }
        reference.released(old);
        long address;
        try {
            address = hakmem.reallocate(old.address(), bytes);
        } catch (NativeOutOfMemoryError e) {
            checkOutOfMemory(bytes, 1);
            reference.releasedInVain(old);
            return;
        }
        if (address == old.address()) {
            trace(bytes);
            tally.resized++;
            reference.reallocated(group, bytes, old, address, hakmem.usableSize(address));
        } else {
            entered(address, bytes, 1);
            tally.freed++;
            reference.reallocated(group, bytes, old, address, usableSize(address, bytes, 1));
        }
    }

    /// Frees a block if it is live.
    void free(int group, int index) {
        free(reference.block(group, index), block -> hakmem.free(block.address()));
    }

    /// Frees all blocks of a group by `call`.
    void free(int group, Consumer<Block> call) {
        for (int index = 0; index < reference.size(group); index++) {
            free(reference.block(group, index), call);
        }
    }

    private void free(@Nullable Block block, Consumer<Block> call) {
        if (block != null && block.isLive()) {
            reference.released(block);
            call.accept(block);
            tally.freed++;
        }
    }

    void freeBatch(int group, int other, boolean someWrong) {
        List<Long> elements = new ArrayList<>();
        for (int index = 0; index < Math.max(reference.size(group), reference.size(other)); index++) {
            elements.add(0L);
            free(reference.block(group, index), block -> elements.add(block.address()));
            free(reference.block(other, index), block -> elements.add(block.address()));
        }
        int refused = someWrong && script.setup().checked() ? addWrong(elements) : 0;
        elements.add(0, NO_ADDRESS);
        elements.add(NO_ADDRESS);
        long[] batch = elements.stream().mapToLong(Long::longValue).toArray();
        if (refused == 0) {
            hakmem.freeBatch(batch, 1, batch.length - 2);
        } else {
            assertThatThrownBy(() -> hakmem.freeBatch(batch, 1, batch.length - 2))
                    .isInstanceOf(InvalidFreeException.class)
                    .hasMessageContaining("of the batch, " + refused + " were refused");
            tally.refused++;
        }
    }

    /// Puts among the addresses of blocks some of them again, some inside of them, and one from far away; returns how
    /// many are to be refused.
    private static int addWrong(List<Long> addresses) {
        int right = addresses.size();
        for (int index = 0; index < right; index += 1 + right / 4) {
            long address = addresses.get(index);
            if (address != 0) {
                addresses.add(address);
                addresses.add(address + Long.BYTES);
            }
        }
        addresses.add(right / 2, NO_ADDRESS);
        return addresses.size() - right;
    }

    void askUsableSize(int group, int index) {
        Block block = reference.block(group, index);
        if (block != null && block.isLive()) {
            assertThat(hakmem.usableSize(block.address())).isEqualTo(block.usableBytes());
        }
    }

    void freeAgain(int group, int index) {
        Block block = reference.block(group, index);
        if (block != null) {
            freeWrongly(block.address());
        }
    }

    void freeInterior(int group, int index, int distance) {
        Block block = reference.block(group, index);
        if (block != null && block.isLive()) {
            freeWrongly(block.address() + 1 + distance % (block.usableBytes() - 1));
        }
    }

    void freeAt(long offset) {
        freeWrongly(mappingBase + offset);
    }

    /// Frees an address at which no live block begins. A block that was not handed out in this life of its slot, or
    /// since its page was clean, has no mark: those are left out while they wait in a heap.
    private void freeWrongly(long address) {
        boolean isUnmarked = HeapValidator.isParked(hakmem, address)
                && !HeapValidator.isMarked(hakmem, address)
                && (NativeMemory.getLong(address + Long.BYTES) == 0
                        || !Objects.equals(lives.get(address), HeapValidator.lifeAt(hakmem, address)));
        if (script.setup().checked() && !reference.isLiveBlock(address) && !isUnmarked) {
            refused(InvalidFreeException.class, () -> hakmem.free(address));
            refused(InvalidFreeException.class, () -> hakmem.free(address, SizeClasses.LARGEST_BYTES));
            refused(InvalidFreeException.class, () -> hakmem.heap().free(address));
            refused(InvalidFreeException.class, () -> hakmem.heap().free(address, 1));
            refused(InvalidFreeException.class, () -> hakmem.reallocate(address, 1));
            refused(InvalidFreeException.class, () -> hakmem.usableSize(address));
        }
    }

    void freeWrongSize(int group, int index, long bytes) {
        Block block = reference.block(group, index);
        if (block == null || !block.isLive()) {
            return;
        }
        long usable = block.usableBytes();
        if (bytes > usable || (hakmem.goodSize(bytes) != usable && !mayBeLeftFor(bytes, usable))) {
            refused(InvalidFreeException.class, () -> hakmem.free(block.address(), bytes));
        }
    }

    /// Whether a block may have been left in its place by a reallocation to a length of a size class.
    private static boolean mayBeLeftFor(long bytes, long usable) {
        return bytes <= SizeClasses.LARGEST_BYTES && (bytes >= usable / 2 || usable == SizeClasses.GRANULE_BYTES);
    }

    void freeForeign(long address) {
        if (Long.compareUnsigned(address - mappingBase, mappingBytes) >= 0) {
            refused(InvalidFreeException.class, () -> hakmem.free(address));
        }
    }

    void allocateTooMuch(long bytes) {
        refused(
                bytes < 0 ? IllegalArgumentException.class : NativeOutOfMemoryError.class,
                () -> hakmem.allocate(bytes));
    }

    private void refused(Class<? extends Throwable> type, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(type);
        tally.refused++;
    }

    void refusePurges(int count) {
        source.refuse(Call.PURGE, 0, count, ENOMEM);
        purgesWereRefused = true;
    }

    void start(int number, boolean virtual) {
        if (!actors.containsKey(number)) {
            Actor actor = new Actor(virtual);
            everybody.add(actor);
            actors.put(number, actor);
            sawVirtual |= virtual;
            long platform = actors.values().stream().filter(Actor::isPlatform).count();
            mostPlatform = Math.max(mostPlatform, platform);
        }
    }

    void end(int number) {
        Actor actor = actors.remove(number);
        if (actor != null) {
            actor.end();
        }
    }

    private void endAll() {
        actors.values().forEach(Actor::end);
        actors.clear();
    }

    void check() {
        assertThat(HeapValidator.violations(hakmem, reference::takeWritten))
                .as("violated invariants")
                .isEmpty();
        Stats stats = hakmem.stats();
        assertThat(stats.memory().liveBytes()).as("live bytes").isEqualTo(reference.liveBytes());
        assertThat(stats.memory().lostBytes()).as("lost bytes").isZero();
        assertThat(frees(stats)).as("frees").isEqualTo(tally.freed + freesOfFailedBatches);
        checkVisit();
        long needed = actors.values().stream().filter(Actor::needsHeap).count();
        assertThat(TestHakmem.heaps(hakmem))
                .as("heaps of living threads, and of as many as ever lived at once")
                .isBetween((int) needed, (int) mostPlatform + (sawVirtual ? PROCESSOR_HEAPS : 0));
    }

    /// A visit tells just the live blocks, by ascending address.
    private void checkVisit() {
        long[] next = {reference.nextBlock(mappingBase)};
        hakmem.visitBlocks((address, bytes, mayBeParked) -> {
            require(address == next[0], "a visit leaves a live block out, or tells one that is not live");
            require(bytes == reference.lengthAt(address) && !mayBeParked, "a visit tells a live block wrongly");
            next[0] = reference.nextBlock(address + 1);
        });
        require(next[0] == ReferenceHeap.NO_BLOCK, "a visit ends before the last live block");
    }

    private static long frees(Stats stats) {
        return stats.frees().local() + stats.frees().remote();
    }

    private static void require(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError(violation);
        }
    }

    private void trace(long value) {
        trace = (trace ^ value) * 0x9e37_79b9_7f4a_7c15L;
        trace ^= trace >>> 29;
    }
}
