package io.hakmem;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// What a program may expect of an arena, whoever made it: the JDK's pass the same tests as ours.
abstract class ArenaContract {
    private static final long PAGE_BYTES = 4096;

    /// The kinds of arenas that end at some time.
    enum Kind {
        CONFINED,
        SHARED,
        AUTO
    }

    /// A new arena, zeroed.
    abstract Arena open(Kind kind);

    static void closeIfCloseable(Kind kind, Arena arena) {
        if (kind != Kind.AUTO) {
            arena.close();
        }
    }

    private static void assertClosed(Arena arena, MemorySegment segment) {
        assertThat(arena.scope().isAlive()).isFalse();
        assertThat(segment.scope().isAlive()).isFalse();
        assertThatThrownBy(() -> segment.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> segment.set(JAVA_BYTE, 0, (byte) 1)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void segment_ofAnyLengthAndAlignment_isAlignedAndZero(Kind kind) {
        for (int round = 0; round < 2; round++) {
            Arena arena = open(kind);
            for (long bytes : new long[] {0, 1, 15, 16, 17, 1000, 1024, 5000, 16_384, 16_385, 70_000, 3_000_000}) {
                for (long alignment : new long[] {1, 2, 8, 16, 32, 64, 1024, PAGE_BYTES, 65_536}) {
                    MemorySegment segment = arena.allocate(bytes, alignment);
                    assertThat(segment.byteSize()).isEqualTo(bytes);
                    assertThat(segment.address() % Math.max(16, alignment)).isZero();
                    assertThat(segment.mismatch(MemorySegment.ofArray(new byte[(int) bytes])))
                            .as("%d bytes aligned to %d", bytes, alignment)
                            .isEqualTo(-1);
                    segment.fill((byte) -1);
                }
            }
            closeIfCloseable(kind, arena);
        }
    }

    @ParameterizedTest
    @EnumSource
    void segments_ofOneArena_areDisjointAndKeepTheirBytes(Kind kind) {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        Arena arena = open(kind);
        List<MemorySegment> segments = new ArrayList<>();
        for (int index = 0; index < 2000; index++) {
            segments.add(
                    arena.allocate(random.nextInt(random.nextInt(20) == 0 ? 40_000 : 400), 1L << random.nextInt(8)));
            segments.get(index).fill((byte) index);
        }
        for (int index = 0; index < segments.size(); index++) {
            byte[] expected = new byte[(int) segments.get(index).byteSize()];
            Arrays.fill(expected, (byte) index);
            assertThat(segments.get(index).toArray(JAVA_BYTE))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
        closeIfCloseable(kind, arena);
    }

    @ParameterizedTest
    @EnumSource
    void emptySegments_ofOneArena_haveDistinctAddresses(Kind kind) {
        Arena arena = open(kind);
        List<Long> addresses = new ArrayList<>();
        for (int count = 0; count < 200; count++) {
            addresses.add(arena.allocate(0).address());
        }
        assertThat(addresses).doesNotHaveDuplicates().doesNotContain(0L);
        closeIfCloseable(kind, arena);
    }

    @ParameterizedTest
    @EnumSource
    void wrongLengthOrAlignment_isRefusedAndTheArenaGoesOn(Kind kind) {
        Arena arena = open(kind);
        for (long bytes : new long[] {-1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> arena.allocate(bytes, 8)).isInstanceOf(IllegalArgumentException.class);
        }
        for (long alignment : new long[] {0, -1, -8, 3, 24, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> arena.allocate(8, alignment)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> arena.allocate(JAVA_LONG, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arena.allocate(Long.MAX_VALUE, 8)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> arena.allocate(Long.MAX_VALUE - 20, 1)).isInstanceOf(OutOfMemoryError.class);
        arena.allocate(8, 8).set(JAVA_LONG, 0, 7);
        closeIfCloseable(kind, arena);
    }

    @ParameterizedTest
    @EnumSource
    void segment_outsideOfItsBounds_isNotAccessible(Kind kind) {
        Arena arena = open(kind);
        MemorySegment segment = arena.allocate(20);
        assertThatThrownBy(() -> segment.get(JAVA_BYTE, 20)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> segment.get(JAVA_BYTE, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        closeIfCloseable(kind, arena);
    }

    @ParameterizedTest
    @EnumSource
    void segment_isNativeAndOfTheScopeOfTheArena(Kind kind) {
        Arena arena = open(kind);
        MemorySegment segment = arena.allocate(10);
        assertThat(segment.isNative()).isTrue();
        assertThat(segment.isReadOnly()).isFalse();
        assertThat(segment.heapBase()).isEmpty();
        assertThat(segment.scope()).isEqualTo(arena.scope());
        assertThat(arena.scope().isAlive()).isTrue();
        assertThat(segment.isAccessibleBy(Thread.currentThread())).isTrue();
        assertThat(segment.isAccessibleBy(new Thread())).isEqualTo(kind != Kind.CONFINED);
        closeIfCloseable(kind, arena);
    }

    @ParameterizedTest
    @EnumSource
    void allocateFrom_strings_arraysAndValues_copiesThem(Kind kind) {
        Arena arena = open(kind);
        String text = "Größe €";
        assertThat(arena.allocateFrom(text).getString(0)).isEqualTo(text);
        assertThat(arena.allocateFrom(text, StandardCharsets.UTF_16LE).getString(0, StandardCharsets.UTF_16LE))
                .isEqualTo(text);
        assertThat(arena.allocateFrom(JAVA_INT, 1, 2, 3).toArray(JAVA_INT)).containsExactly(1, 2, 3);
        assertThat(arena.allocateFrom(JAVA_LONG, 42L).get(JAVA_LONG, 0)).isEqualTo(42);
        MemorySegment target = arena.allocate(4);
        assertThat(arena.allocateFrom(ADDRESS, target).get(ADDRESS, 0).address())
                .isEqualTo(target.address());
        assertThat(arena.allocate(JAVA_LONG, 100).byteSize()).isEqualTo(800);
        closeIfCloseable(kind, arena);
    }

    @ParameterizedTest
    @EnumSource
    void buffersAndSlices_ofASegment_showItsBytes(Kind kind) {
        Arena arena = open(kind);
        MemorySegment segment = arena.allocate(64);
        ByteBuffer buffer = segment.asByteBuffer();
        buffer.put(33, (byte) 5);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(segment.asSlice(32, 2).get(JAVA_BYTE, 1)).isEqualTo((byte) 5);
        assertThat(segment.asSlice(32).asReadOnly().get(JAVA_BYTE, 1)).isEqualTo((byte) 5);
        closeIfCloseable(kind, arena);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void closedArena_refusesEveryAccessAndCall(Kind kind) {
        Arena arena = open(kind);
        MemorySegment segment = arena.allocate(64);
        MemorySegment slice = segment.asSlice(8, 8);
        ByteBuffer buffer = segment.asByteBuffer();
        arena.close();
        assertClosed(arena, segment);
        assertClosed(arena, slice);
        assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.allocate(8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.allocate(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.allocate(100_000)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.allocate(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void emptyArena_closesOnce(Kind kind) {
        Arena arena = open(kind);
        arena.close();
        assertThat(arena.scope().isAlive()).isFalse();
        assertThatThrownBy(() -> arena.allocate(8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void autoArena_refusesToCloseAndGoesOn() {
        Arena arena = open(Kind.AUTO);
        MemorySegment segment = arena.allocateFrom(JAVA_INT, 7);
        assertThatThrownBy(arena::close).isInstanceOf(UnsupportedOperationException.class);
        assertThat(segment.get(JAVA_INT, 0)).isEqualTo(7);
        assertThat(arena.allocate(8).byteSize()).isEqualTo(8);
    }

    @Test
    void confinedArena_refusesOtherThreadsAndGoesOn() {
        Arena arena = open(Kind.CONFINED);
        assertRefusesAnotherThread(arena);
        MemorySegment segment = arena.allocateFrom(JAVA_INT, 7);
        TestHakmem.inThread(
                () -> assertThatThrownBy(() -> segment.get(JAVA_INT, 0)).isInstanceOf(WrongThreadException.class));
        assertRefusesAnotherThread(arena);
        assertThat(segment.get(JAVA_INT, 0)).isEqualTo(7);
        assertThat(arena.allocate(8).byteSize()).isEqualTo(8);
        arena.close();
        assertRefusesAnotherThread(arena);
    }

    private static void assertRefusesAnotherThread(Arena arena) {
        TestHakmem.inThread(() -> {
            for (long bytes : new long[] {0, 8, 2000, 100_000}) {
                assertThatThrownBy(() -> arena.allocate(bytes)).isInstanceOf(WrongThreadException.class);
            }
            assertThatThrownBy(arena::close).isInstanceOf(WrongThreadException.class);
        });
    }

    @Test
    void confinedArena_ofAVirtualThread_isThatThreads() {
        TestHakmem.inVirtualThread(() -> {
            try (Arena arena = open(Kind.CONFINED)) {
                assertRefusesAnotherThread(arena);
                assertThat(arena.allocateFrom(JAVA_INT, 7).get(JAVA_INT, 0)).isEqualTo(7);
            }
        });
    }

    @Test
    void sharedArena_isUsedAndClosedByAnotherThread() {
        Arena arena = open(Kind.SHARED);
        MemorySegment segment = arena.allocateFrom(JAVA_INT, 7);
        TestHakmem.inThread(() -> {
            assertThat(segment.get(JAVA_INT, 0)).isEqualTo(7);
            assertThat(arena.allocate(8).byteSize()).isEqualTo(8);
            arena.close();
        });
        assertClosed(arena, segment);
    }

    @Test
    void sharedArena_closedWhileAnotherThreadReads_stopsTheReader() throws Exception {
        Arena arena = open(Kind.SHARED);
        MemorySegment segment = arena.allocate(1 << 16);
        CountDownLatch reading = new CountDownLatch(1);
        FutureTask<Long> reader = new FutureTask<>(() -> {
            long sum = 0;
            while (true) {
                try {
                    for (long offset = 0; offset < segment.byteSize(); offset++) {
                        sum += segment.get(JAVA_BYTE, offset);
                    }
                } catch (IllegalStateException e) {
                    return sum;
                }
                reading.countDown();
            }
        });
        Thread.ofPlatform().start(reader);
        reading.await();
        arena.close();
        assertThat(reader.get()).isZero();
        assertClosed(arena, segment);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void close_duringANativeCallOnASegment_isRefusedAndTheArenaGoesOn(Kind kind) throws Throwable {
        Arena arena = open(kind);
        MemorySegment numbers = arena.allocateFrom(JAVA_INT, 3, 1, 2);
        ClosingComparator comparator = new ClosingComparator(arena);
        try (Arena stubs = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MethodHandle sort = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("qsort"),
                    FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
            MethodHandle compare = MethodHandles.lookup()
                    .bind(
                            comparator,
                            "compare",
                            MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
            sort.invokeExact(
                    numbers,
                    3L,
                    4L,
                    linker.upcallStub(compare, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), stubs));
        }
        assertThat(comparator.refusals).isNotEmpty().hasOnlyElementsOfType(IllegalStateException.class);
        assertThat(arena.scope().isAlive()).isTrue();
        assertThat(numbers.get(JAVA_INT, 0)).isEqualTo(3);
        arena.close();
        assertClosed(arena, numbers);
    }

    /// Finds all numbers equal, and tries to close the arena.
    private static final class ClosingComparator {
        private final Arena arena;
        private final List<Throwable> refusals = new ArrayList<>();

        ClosingComparator(Arena arena) {
            this.arena = arena;
        }

        @SuppressWarnings("unused") // called by the C library
        int compare(MemorySegment left, MemorySegment right) {
            try {
                arena.close();
            } catch (Throwable e) {
                refusals.add(e);
            }
            return 0;
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void cleanUpAction_givenToTheArena_runsOnceAtTheClose(Kind kind) {
        Arena arena = open(kind);
        List<MemorySegment> cleaned = new ArrayList<>();
        MemorySegment segment = arena.allocate(8).reinterpret(4, arena, cleaned::add);
        assertThat(cleaned).isEmpty();
        arena.close();
        assertThat(cleaned).hasSize(1);
        assertThat(cleaned.get(0).address()).isEqualTo(segment.address());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void cleanUpAction_thatThrows_isToldByTheCloseOfTheArena(Kind kind) {
        Arena arena = open(kind);
        MemorySegment segment = arena.allocate(8).reinterpret(arena, ignored -> {
            throw new UnsupportedOperationException("cleaned up");
        });
        assertThatThrownBy(arena::close).isInstanceOf(UnsupportedOperationException.class);
        assertClosed(arena, segment);
    }
}
