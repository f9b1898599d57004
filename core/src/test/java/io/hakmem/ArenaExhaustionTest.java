package io.hakmem;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.os.FakePageSource;
import io.hakmem.pool.MemoryLimits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An arena whose allocator has no room.
class ArenaExhaustionTest {
    private static final int MEBIBYTE = 1 << 20;

    private final FakePageSource source = new FakePageSource();
    private final Hakmem hakmem = new Hakmem(
            source,
            TestHakmem.options()
                    .superSlabBytes(MEBIBYTE)
                    .reservationBytes(64L * MEBIBYTE)
                    .build(),
            new MemoryLimits(4 * MEBIBYTE, 0),
            null,
            new FakeClock());

    @AfterEach
    void validate() {
        HeapValidator.assertValid(hakmem);
        source.close();
    }

    private Arena open(boolean shared) {
        return shared ? hakmem.sharedArena() : hakmem.confinedArena();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void segmentBeyondTheBudget_isRefusedAndTheArenaGoesOn(boolean shared) {
        try (Arena arena = open(shared)) {
            assertThatThrownBy(() -> arena.allocate(8 * MEBIBYTE)).isInstanceOf(NativeOutOfMemoryError.class);
            assertThat(HeapValidator.liveBlocks(hakmem)).isEmpty();
            MemorySegment first = arena.allocate(16).fill((byte) 1);
            assertThatThrownBy(() -> arena.allocate(8 * MEBIBYTE)).isInstanceOf(NativeOutOfMemoryError.class);
            assertThat(arena.allocate(16).address()).isEqualTo(first.address() + 16);
            assertThat(first.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
        }
        assertThat(HeapValidator.liveBlocks(hakmem)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void arena_thatFillsTheBudget_goesOnWhenMemoryComesBack(boolean shared) {
        try (Arena arena = open(shared)) {
            List<Long> others = FullAllocator.fill(hakmem, 65_536);
            FullAllocator.fill(hakmem, 1024).forEach(others::add);
            assertThatThrownBy(() -> arena.allocate(1000)).isInstanceOf(NativeOutOfMemoryError.class);
            assertThatThrownBy(() -> arena.allocate(20_000)).isInstanceOf(NativeOutOfMemoryError.class);
            assertThat(HeapValidator.liveBlocks(hakmem)).hasSize(others.size());
            others.forEach(hakmem::free);
            arena.allocate(1000).fill((byte) 1);
            arena.allocate(20_000).fill((byte) 1);
            assertThat(HeapValidator.liveBlocks(hakmem)).hasSize(2);
        }
        assertThat(HeapValidator.liveBlocks(hakmem)).isEmpty();
    }
}
