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
import io.hakmem.model.Actor.StuckException;
import io.hakmem.model.ReferenceHeap.Block;
import io.hakmem.os.FakePageSource;
import io.hakmem.os.FakePageSource.Call;
import io.hakmem.size.SizeClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
    private final Map<Integer, Actor> actors = new TreeMap<>();
    private final List<Actor> everybody = new ArrayList<>();
    private final Tally tally = new Tally();
    private @Nullable Actor onTurn;
    private long mostPlatform;
    private boolean sawVirtual;
    private boolean purgesWereRefused;
    private long trace;
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
                source, setup.checked(), setup.superSlabBytes(), setup.reservationBytes(), setup.cache(), clock);
        Stats.Mapping mapping = hakmem.stats().mapping();
        mappingBase = mapping.base();
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
        act(true, () -> reference.groups().forEach(this::freeGroup));
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

    private void act(boolean virtual, Runnable body) throws Throwable {
        start(FINAL_ACTOR, virtual);
        try {
            Objects.requireNonNull(actors.get(FINAL_ACTOR)).perform(body);
        } finally {
            end(FINAL_ACTOR);
        }
    }

    private void freeGroup(int group) {
        for (int index = 0; index < reference.size(group); index++) {
            free(group, index);
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

    /// Whether there was room.
    boolean allocate(int group, long bytes) {
        long address;
        try {
            address = hakmem.allocate(bytes);
        } catch (NativeOutOfMemoryError e) {
            checkOutOfMemory(bytes);
            return false;
        }
        tally.allocated++;
        if (onTurn != null && bytes <= SizeClasses.LARGEST_BYTES) {
            onTurn.allocated();
        }
        trace(address - mappingBase);
        reference.allocated(group, bytes, address, hakmem.usableSize(address));
        return true;
    }

    private void checkOutOfMemory(long bytes) {
        tally.outOfMemory++;
        trace(-bytes);
        if (!purgesWereRefused && HeapValidator.hasRoom(hakmem, bytes)) {
            throw new AssertionError("out of memory at " + bytes + " bytes, but there is room");
        }
    }

    /// Frees a block if it is live.
    void free(int group, int index) {
        Block block = reference.block(group, index);
        if (block != null && block.isLive()) {
            reference.released(block);
            hakmem.free(block.address());
            tally.freed++;
        }
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

    /// Frees an address at which no live block begins. That a block is parked is not looked at by a free, so those are
    /// left out.
    private void freeWrongly(long address) {
        if (script.setup().checked() && !reference.isLiveBlock(address) && !HeapValidator.isParked(hakmem, address)) {
            refused(InvalidFreeException.class, () -> hakmem.free(address));
            refused(InvalidFreeException.class, () -> hakmem.usableSize(address));
        }
    }

    void freeForeign(long address) {
        if (Long.compareUnsigned(address - mappingBase, hakmem.stats().mapping().bytes()) >= 0) {
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
        assertThat(HeapValidator.violations(hakmem, reference::wasWritten))
                .as("violated invariants")
                .isEmpty();
        Stats stats = hakmem.stats();
        assertThat(stats.memory().liveBytes()).as("live bytes").isEqualTo(reference.liveBytes());
        assertThat(stats.memory().lostBytes()).as("lost bytes").isZero();
        assertThat(stats.frees().local() + stats.frees().remote()).as("frees").isEqualTo(tally.freed);
        assertThat(HeapValidator.liveBlocks(hakmem)).as("live blocks").isEqualTo(reference.liveAddresses());
        long needed = actors.values().stream().filter(Actor::needsHeap).count();
        assertThat(TestHakmem.heaps(hakmem))
                .as("heaps of living threads, and of as many as ever lived at once")
                .isBetween((int) needed, (int) mostPlatform + (sawVirtual ? PROCESSOR_HEAPS : 0));
    }

    private void trace(long value) {
        trace = (trace ^ value) * 0x9e37_79b9_7f4a_7c15L;
        trace ^= trace >>> 29;
    }
}
