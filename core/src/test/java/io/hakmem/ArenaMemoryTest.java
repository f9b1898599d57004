package io.hakmem;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.ArenaContract.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Where the memory of an arena comes from, and that all of it goes back.
class ArenaMemoryTest {
    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    private Arena open(Kind kind, Contents contents) {
        return switch (kind) {
            case CONFINED -> test.hakmem().confinedArena(contents);
            case SHARED -> test.hakmem().sharedArena(contents);
            case AUTO -> throw new AssertionError("would free to an allocator that is unmapped");
        };
    }

    private void assertNothingLive() {
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
        assertThat(Unreachable.liveBytes(test.hakmem())).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void arena_withoutSegments_takesNothing(Kind kind) {
        try (Arena arena = open(kind, Contents.ZEROED)) {
            assertNothingLive();
            assertThatThrownBy(() -> arena.allocate(-1)).isInstanceOf(IllegalArgumentException.class);
            assertNothingLive();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void manyShortSegments_lieInFewBlocks_whichTheCloseFrees(Kind kind) {
        try (Arena arena = open(kind, Contents.UNDEFINED)) {
            arena.allocate(16);
            assertThat(Unreachable.liveBytes(test.hakmem())).isEqualTo(1024);
            for (int count = 1; count < 1 << 20 >> 4; count++) {
                arena.allocate(16);
            }
            // 1, 2, 4, ... 64 KiB are 127 KiB; 64 KiB each from there on.
            assertThat(HeapValidator.liveBlocks(test.hakmem())).hasSize(7 + 15);
        }
        assertNothingLive();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void longOrHighlyAlignedSegment_hasABlockOfItsOwn(Kind kind) {
        try (Arena arena = open(kind, Contents.UNDEFINED)) {
            MemorySegment first = arena.allocate(16);
            MemorySegment longOne = arena.allocate(1_000_000);
            MemorySegment aligned = arena.allocate(16, 1 << 20);
            assertThat(HeapValidator.liveBlocks(test.hakmem()))
                    .containsExactlyInAnyOrder(first.address(), longOne.address(), aligned.address());
            assertThat(arena.allocate(16).address()).isEqualTo(first.address() + 16);
        }
        assertNothingLive();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void segmentOfUndefinedContents_isNotWritten(Kind kind) {
        MemorySegment old = test.hakmem().allocateSegment(1024);
        old.fill((byte) 7);
        test.hakmem().free(old.address());
        try (Arena arena = open(kind, Contents.UNDEFINED)) {
            MemorySegment segment = arena.allocate(1024);
            assertThat(segment.address()).isEqualTo(old.address());
            assertThat(segment.get(JAVA_BYTE, 1000)).isEqualTo((byte) 7);
        }
        try (Arena arena = open(kind, Contents.ZEROED)) {
            MemorySegment segment = arena.allocate(1024);
            assertThat(segment.address()).isEqualTo(old.address());
            assertThat(segment.mismatch(MemorySegment.ofArray(new byte[1024]))).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void cleanUpAction_ofTheUser_stillReadsTheSegment(Kind kind) {
        List<Long> read = new ArrayList<>();
        try (Arena arena = open(kind, Contents.ZEROED)) {
            arena.allocateFrom(JAVA_LONG, 42L).reinterpret(arena, segment -> {
                read.add(segment.get(JAVA_LONG, 0));
                assertThat(HeapValidator.liveBlocks(test.hakmem())).hasSize(1);
                assertThatThrownBy(() -> arena.allocate(8)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
                assertThat(HeapValidator.liveBlocks(test.hakmem())).hasSize(1);
            });
        }
        assertThat(read).containsExactly(42L);
        assertNothingLive();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void cleanUpAction_thatThrows_losesNothing(Kind kind) {
        Arena arena = open(kind, Contents.ZEROED);
        MemorySegment segment = arena.allocate(100_000).reinterpret(arena, ignored -> {
            throw new UnsupportedOperationException("cleaned up");
        });
        assertThat(segment.byteSize()).isEqualTo(100_000);
        assertThatThrownBy(arena::close).isInstanceOf(UnsupportedOperationException.class);
        assertNothingLive();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void segmentThatWasFreedByHand_isToldByTheClose_andAllElseIsFreed(Kind kind) {
        Arena arena = open(kind, Contents.ZEROED);
        arena.allocate(16);
        MemorySegment longOne = arena.allocate(100_000);
        arena.allocate(200_000);
        test.hakmem().free(longOne.address());
        assertThatThrownBy(arena::close).isInstanceOf(InvalidFreeException.class);
        assertThat(arena.scope().isAlive()).isFalse();
        assertNothingLive();
    }

    @Test
    void confinedArena_triedByAnotherThread_keepsItsMemory() {
        Arena arena = test.hakmem().confinedArena();
        MemorySegment segment = arena.allocateFrom(JAVA_LONG, 42L);
        TestHakmem.inThread(() -> assertThatThrownBy(arena::close).isInstanceOf(WrongThreadException.class));
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(segment.address());
        assertThat(segment.get(JAVA_LONG, 0)).isEqualTo(42);
        arena.close();
        TestHakmem.inThread(() -> assertThatThrownBy(arena::close).isInstanceOf(WrongThreadException.class));
        assertNothingLive();
    }

    @Test
    void sharedArena_ofFourThreads_givesEachItsOwnMemory() {
        long seed = Seed.fresh();
        Arena arena = test.hakmem().sharedArena();
        Rivals.race(4, rival -> {
            Random random = new Random(seed + rival);
            List<MemorySegment> segments = new ArrayList<>();
            for (int count = 0; count < 3000; count++) {
                MemorySegment segment = arena.allocate(random.nextInt(random.nextInt(50) == 0 ? 30_000 : 200));
                assertThat(segment.mismatch(MemorySegment.ofArray(new byte[(int) segment.byteSize()])))
                        .as("seed %d", seed)
                        .isEqualTo(-1);
                segments.add(segment.fill((byte) (rival + 1)));
            }
            for (MemorySegment segment : segments) {
                for (byte written : segment.toArray(JAVA_BYTE)) {
                    assertThat(written == rival + 1).as("seed %d", seed).isTrue();
                }
            }
        });
        arena.close();
        assertNothingLive();
    }

    @Test
    void sharedArena_closedWhileOthersAllocate_refusesThemAndFreesAll() {
        int rounds = 300;
        Arena[] arena = {test.hakmem().sharedArena()};
        AtomicInteger refusals = new AtomicInteger();
        Rivals.rounds(
                3,
                rounds,
                (rival, round) -> {
                    Arena shared = arena[0];
                    if (rival == 0) {
                        shared.allocate(round % 7 * 3000L);
                        shared.close();
                    } else {
                        refusals.addAndGet(allocateUntilClosed(shared, rival * 700L + round % 5 * 5000L));
                    }
                },
                round -> {
                    assertNothingLive();
                    arena[0] = test.hakmem().sharedArena();
                });
        assertThat(refusals).hasValue(2 * rounds);
    }

    /// Writes to each segment, too; 1 for the refusal it ends with.
    private static int allocateUntilClosed(Arena arena, long bytes) {
        try {
            while (true) {
                arena.allocate(bytes).set(JAVA_BYTE, 0, (byte) 1);
            }
        } catch (IllegalStateException e) {
            return 1;
        }
    }
}
