package io.hakmem;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.InvalidFreeException.Kind;
import io.hakmem.memory.NativeMemory;
import io.hakmem.pool.StackRoom;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each pointer is called as C calls it.
class NativeCallbacksTest {
    private static final int CALLS_DEEPER = 50;

    private static final Linker LINKER = Linker.nativeLinker();

    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void malloc_block_isLiveInJavaAndFreedByEitherSide() {
        NativeCallbacks callbacks = callbacks();
        long one = call(callbacks.malloc(), 100);
        long other = call(callbacks.malloc(), 100_000);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactlyInAnyOrder(one, other);
        assertThat(test.hakmem().stats().memory().liveBytes()).isGreaterThanOrEqualTo(100_100);

        call(callbacks.free(), one);
        test.hakmem().free(other);

        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @Test
    void free_blockOfJava_isFreed() {
        NativeCallbacks callbacks = callbacks();
        call(callbacks.free(), test.hakmem().allocate(100));

        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
        assertThat(callbacks.refusedCalls()).isZero();
    }

    @Test
    void malloc_zeroBytes_givesBlocksOfTheirOwn() {
        NativeCallbacks callbacks = callbacks();

        assertThat(call(callbacks.malloc(), 0)).isNotZero().isNotEqualTo(call(callbacks.malloc(), 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40})
    void everyAllocation_sizeBeyondAllMemory_isNullAndChangesNothing(long bytes) {
        NativeCallbacks callbacks = callbacks();
        long block = call(callbacks.malloc(), 64);
        NativeMemory.setLong(block, 42);

        assertThat(call(callbacks.malloc(), bytes)).isZero();
        assertThat(call(callbacks.calloc(), 1, bytes)).isZero();
        assertThat(call(callbacks.calloc(), bytes, 1)).isZero();
        assertThat(call(callbacks.alignedAlloc(), 64, bytes)).isZero();
        assertThat(call(callbacks.realloc(), 0, bytes)).isZero();
        assertThat(call(callbacks.realloc(), block, bytes)).isZero();

        assertThat(NativeMemory.getLong(block)).isEqualTo(42);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(block);
        assertThat(callbacks.refusedCalls()).isZero();
    }

    @Test
    void calloc_dirtyMemory_isZeroedToItsEnd() {
        NativeCallbacks callbacks = callbacks();
        long dirty = call(callbacks.malloc(), 64);
        NativeMemory.ALL.asSlice(dirty, 64).fill((byte) 0x55);
        call(callbacks.free(), dirty);

        long zeroed = call(callbacks.calloc(), 4, 16);

        assertThat(zeroed).isEqualTo(dirty);
        assertThat(NativeMemory.ALL.asSlice(zeroed, 64).toArray(JAVA_LONG)).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"4294967296, 4294967296", "8589934592, 1073741824", "3, 9223372036854775807", "-1, -1", "-1, 2"})
    void calloc_productThatOverflows_isNull(long count, long elementBytes) {
        NativeCallbacks callbacks = callbacks();

        assertThat(call(callbacks.calloc(), count, elementBytes)).isZero();
        assertThat(callbacks.refusedCalls()).isZero();
    }

    @Test
    void realloc_null_allocates() {
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
        long block = call(callbacks().realloc(), 0, 100);

        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(block);
    }

    @Test
    void realloc_longerBlock_holdsWhatTheOldOneHeld() {
        NativeCallbacks callbacks = callbacks();
        long old = call(callbacks.malloc(), 64);
        NativeMemory.setLong(old + 56, 42);

        long block = call(callbacks.realloc(), old, 100_000);

        assertThat(NativeMemory.getLong(block + 56)).isEqualTo(42);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(block);
    }

    @Test
    void realloc_zeroBytes_givesABlockThatIsToBeFreed() {
        NativeCallbacks callbacks = callbacks();

        long block = call(callbacks.realloc(), call(callbacks.malloc(), 1000), 0);

        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(block);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 16, 64, 4096, 1 << 20})
    void alignedAlloc_powerOfTwo_isAligned(long alignment) {
        NativeCallbacks callbacks = callbacks();

        long block = call(callbacks.alignedAlloc(), alignment, 100);

        assertThat(block).isNotZero();
        assertThat(block % alignment).isZero();
        call(callbacks.alignedFree(), block);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 48, -16, Long.MIN_VALUE, 1L << 31})
    void alignedAlloc_noSuchAlignment_isNull(long alignment) {
        NativeCallbacks callbacks = callbacks();

        assertThat(call(callbacks.alignedAlloc(), alignment, 100)).isZero();
        assertThat(callbacks.refusedCalls()).isZero();
    }

    @Test
    void usableSize_blockAndNull_isThatOfJava() {
        NativeCallbacks callbacks = callbacks();
        long block = call(callbacks.malloc(), 100);

        assertThat(call(callbacks.usableSize(), block)).isEqualTo(test.hakmem().usableSize(block));
        assertThat(call(callbacks.usableSize(), 0)).isZero();
        assertThat(callbacks.refusedCalls()).isZero();
    }

    @Test
    void free_null_isIgnored() {
        NativeCallbacks callbacks = callbacks();

        call(callbacks.free(), 0);

        assertThat(callbacks.refusedCalls()).isZero();
        assertThat(callbacks.lastRefusal()).isEmpty();
    }

    @Test
    void free_wrongAddress_isCountedAndTold() {
        NativeCallbacks callbacks = callbacks();
        long block = call(callbacks.malloc(), 64);
        long freed = call(callbacks.malloc(), 20_000);
        long beside = call(callbacks.malloc(), 20_000);
        call(callbacks.free(), freed);

        assertRefused(callbacks, 1, Kind.FOREIGN, () -> call(callbacks.free(), 4096));
        assertRefused(callbacks, 2, Kind.FOREIGN, () -> call(callbacks.free(), -1));
        assertRefused(callbacks, 3, Kind.INTERIOR, () -> call(callbacks.free(), block + 16));
        assertRefused(callbacks, 4, Kind.ALREADY_FREE, () -> call(callbacks.free(), freed));

        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactlyInAnyOrder(block, beside);
    }

    @Test
    void reallocAndUsableSize_wrongAddress_areRefused() {
        NativeCallbacks callbacks = callbacks();
        long block = call(callbacks.malloc(), 64);

        assertRefused(
                callbacks,
                1,
                Kind.INTERIOR,
                () -> assertThat(call(callbacks.realloc(), block + 16, 100)).isZero());
        assertRefused(
                callbacks,
                2,
                Kind.FOREIGN,
                () -> assertThat(call(callbacks.usableSize(), 4096)).isZero());

        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(block);
    }

    @Test
    void malloc_fullAllocator_isNullUntilSomethingIsFreed() {
        NativeCallbacks callbacks = callbacks();
        List<Long> blocks = new ArrayList<>();
        for (long block = call(callbacks.malloc(), 64 << 20); block != 0; block = call(callbacks.malloc(), 64 << 20)) {
            blocks.add(block);
        }
        assertThat(blocks).hasSizeBetween(8, 16);

        call(callbacks.free(), blocks.getFirst());

        assertThat(call(callbacks.malloc(), 64 << 20)).isNotZero();
        assertThat(callbacks.refusedCalls()).isZero();
    }

    @Test
    void malloc_threadThatTheJvmDidNotStart_isServed() throws Throwable {
        NativeCallbacks callbacks = callbacks();
        MethodHandle create = function("pthread_create", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        MethodHandle join = function("pthread_join", JAVA_INT, JAVA_LONG, ADDRESS);
        MemorySegment thread = arena.allocate(JAVA_LONG);
        MemorySegment result = arena.allocate(JAVA_LONG);
        for (int count = 1; count <= 10; count++) {
            assertThat((int) create.invokeExact(thread, MemorySegment.NULL, callbacks.malloc(), 100L))
                    .isZero();
            assertThat((int) join.invokeExact(thread.get(JAVA_LONG, 0), result)).isZero();
            long block = result.get(JAVA_LONG, 0);
            assertThat(HeapValidator.liveBlocks(test.hakmem())).hasSize(count).contains(block);
        }
        assertThat(test.heaps().count())
                .as("heaps of dead threads are taken over")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void malloc_virtualThread_isServed() {
        NativeCallbacks callbacks = callbacks();

        TestHakmem.inVirtualThread(() -> call(callbacks.free(), call(callbacks.malloc(), 100)));

        assertThat(callbacks.refusedCalls()).isZero();
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @Test
    void mallocAndFree_littleStackLeft_areRefusedAndLoseNothing() {
        NativeCallbacks callbacks = callbacks();
        long block = call(callbacks.malloc(), 64);
        call(callbacks.usableSize(), block);

        long refused = whereStackIsShort(() -> {
            call(callbacks.free(), block);
            return call(callbacks.malloc(), 64);
        });

        assertThat(refused).isZero();
        assertThat(callbacks.refusedCalls()).isEqualTo(2);
        assertThat(callbacks.lastRefusal()).get().isInstanceOf(StackOverflowError.class);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(block);
    }

    /// As deep as the steps of a slow path have no room, but an upcall has.
    @SuppressWarnings("InfiniteRecursion") // It ends where the stack does.
    private static long whereStackIsShort(LongSupplier body) {
        try {
            StackRoom.requireForSteps();
        } catch (StackOverflowError e) {
            return deeper(CALLS_DEEPER, body);
        }
        return whereStackIsShort(body);
    }

    /// At the very edge it depends on what is compiled by then whether there is room the next time.
    private static long deeper(int calls, LongSupplier body) {
        return calls == 0 ? body.getAsLong() : deeper(calls - 1, body);
    }

    @Test
    void nativeCallbacks_closedArena_isRefused() {
        Arena closed = Arena.ofConfined();
        closed.close();

        assertThatThrownBy(() -> test.hakmem().nativeCallbacks(closed)).isInstanceOf(IllegalStateException.class);
    }

    private NativeCallbacks callbacks() {
        return test.hakmem().nativeCallbacks(arena);
    }

    private static void assertRefused(NativeCallbacks callbacks, long number, Kind kind, Runnable wrongCall) {
        wrongCall.run();
        assertThat(callbacks.refusedCalls()).isEqualTo(number);
        assertThat(callbacks.lastRefusal())
                .get()
                .isInstanceOfSatisfying(
                        InvalidFreeException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    /// Calls a function of one word; what a `void` one leaves is no result.
    private static long call(MemorySegment pointer, long first) {
        try {
            return (long) LINKER.downcallHandle(pointer, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG))
                    .invokeExact(first);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static long call(MemorySegment pointer, long first, long second) {
        try {
            return (long) LINKER.downcallHandle(pointer, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG))
                    .invokeExact(first, second);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
