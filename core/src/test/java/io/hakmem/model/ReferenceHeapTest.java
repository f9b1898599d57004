package io.hakmem.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The judge of the model test notices what it is there to notice.
class ReferenceHeapTest {
    private static final int BYTES = 1 << 20;
    private static final int PAGE_BYTES = 4096;

    private final Arena arena = Arena.ofConfined();
    private final long base = arena.allocate(BYTES, PAGE_BYTES).address();
    private final ReferenceHeap heap = new ReferenceHeap(base, BYTES, PAGE_BYTES);

    @AfterEach
    void close() {
        arena.close();
    }

    private ReferenceHeap.Block block(int group) {
        return Objects.requireNonNull(heap.block(group, 0));
    }

    @ParameterizedTest
    @CsvSource({"1024, 48", "1008, 48", "1056, 48", "1000, 208"})
    void block_overAnother_isRefused(long offset, long bytes) {
        heap.allocated(0, 48, 1, base + 1024, 48);
        assertThatThrownBy(() -> heap.allocated(1, bytes, 1, base + offset, bytes))
                .hasMessageFindingMatch("overlaps|aligned");
    }

    @Test
    void blocks_sideBySide_areBothLive() {
        heap.allocated(0, 48, 1, base + 1024, 48);
        heap.allocated(1, 40, 1, base + 976, 48);
        heap.allocated(1, 41, 1, base + 1072, 48);
        assertThat(heap.liveBytes()).isEqualTo(3 * 48);
        assertThat(heap.nextBlock(base)).isEqualTo(base + 976);
        assertThat(heap.nextBlock(base + 977)).isEqualTo(base + 1024);
        assertThat(heap.nextBlock(base + 1025)).isEqualTo(base + 1072);
        assertThat(heap.nextBlock(base + 1073)).isEqualTo(ReferenceHeap.NO_BLOCK);
        assertThat(heap.lengthAt(base + 976)).isEqualTo(48);
        assertThat(heap.lengthAt(base + 1072)).isEqualTo(48);
    }

    @Test
    void block_whereAnotherWasFreed_isTaken() {
        heap.allocated(0, 48, 1, base + 1024, 48);
        heap.released(block(0));
        heap.allocated(1, 208, 1, base + 928, 208);
        assertThat(heap.liveBytes()).isEqualTo(208);
        assertThat(heap.isLiveBlock(base + 1024)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "8, 48", "48, 64", "1024, 4096", "1048560, 48", "-16, 16"})
    void block_offItsAlignmentOrOutside_isRefused(long offset, long bytes) {
        assertThatThrownBy(() -> heap.allocated(0, bytes, 1, base + offset, bytes))
                .hasMessageFindingMatch("aligned|outside");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "17, 16", "128, 176", "8000, 16384", "8193, 16384", "20000, 28672", "40000, 45056", "1, 512"})
    void block_tooShortOrTooLong_isRefused(long bytes, long usableBytes) {
        assertThatThrownBy(() -> heap.allocated(0, bytes, 1, base, usableBytes))
                .hasMessageFindingMatch("too short|too long");
    }

    @ParameterizedTest
    @CsvSource({"48, 0", "48, 40", "1024, 512", "8192, 4096", "8192, 8184", "262144, 131072", "262144, 262136"})
    void contents_changed_areSeenWhenTheBlockGoes(long bytes, long distance) {
        heap.allocated(0, bytes, 1, base, bytes);
        NativeMemory.setLong(base + distance, 0);
        assertThatThrownBy(() -> heap.released(block(0))).hasMessageContaining("was changed");
        assertThatThrownBy(heap::checkAllContents).hasMessageContaining("the word at " + distance + " was changed");
    }

    @Test
    void contents_kept_areFine() {
        heap.allocated(0, 100_000, 1, base, 102_400);
        heap.checkAllContents();
        heap.released(block(0));
        assertThat(heap.liveBytes()).isZero();
    }

    @Test
    void block_offTheAlignmentAskedFor_isRefused() {
        long offset = (base & 63) + 16;
        assertThatThrownBy(() -> heap.allocated(0, 48, 64, base + offset, 48)).hasMessageContaining("as asked");
    }

    @Test
    void contents_notMovedAlong_areSeen() {
        heap.allocated(0, 48, 1, base, 48);
        ReferenceHeap.Block old = block(0);
        heap.released(old);
        NativeMemory.setLong(base + 1024, NativeMemory.getLong(base));
        assertThatThrownBy(() -> heap.reallocated(0, 96, old, base + 1024, 96))
                .hasMessageContaining("the word at 8 was changed");
    }

    @Test
    void block_releasedInVain_isLiveAgain() {
        heap.allocated(0, 48, 1, base, 48);
        heap.released(block(0));
        heap.releasedInVain(block(0));
        assertThat(heap.isLiveBlock(base)).isTrue();
        assertThat(heap.liveBytes()).isEqualTo(48);
        assertThatThrownBy(() -> heap.allocated(1, 16, 1, base + 32, 16)).hasMessageContaining("overlaps");
    }

    @Test
    void pages_ofBlocks_wereWritten() {
        heap.allocated(0, 8192, 1, base + PAGE_BYTES, 8192);
        assertThat(heap.takeWritten(base)).isFalse();
        assertThat(heap.takeWritten(base + PAGE_BYTES)).isTrue();
        assertThat(heap.takeWritten(base + 2 * PAGE_BYTES)).isTrue();
        assertThat(heap.takeWritten(base + 3 * PAGE_BYTES)).isFalse();
        assertThat(heap.takeWritten(base + PAGE_BYTES)).isFalse();
    }
}
