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
        heap.allocated(0, 48, base + 1024, 48);
        assertThatThrownBy(() -> heap.allocated(1, bytes, base + offset, bytes))
                .hasMessageFindingMatch("overlaps|aligned");
    }

    @Test
    void blocks_sideBySide_areBothLive() {
        heap.allocated(0, 48, base + 1024, 48);
        heap.allocated(1, 40, base + 976, 48);
        heap.allocated(1, 41, base + 1072, 48);
        assertThat(heap.liveBytes()).isEqualTo(3 * 48);
        assertThat(heap.liveAddresses()).containsExactlyInAnyOrder(base + 976, base + 1024, base + 1072);
    }

    @Test
    void block_whereAnotherWasFreed_isTaken() {
        heap.allocated(0, 48, base + 1024, 48);
        heap.released(block(0));
        heap.allocated(1, 208, base + 928, 208);
        assertThat(heap.liveBytes()).isEqualTo(208);
        assertThat(heap.isLiveBlock(base + 1024)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "8, 48", "48, 64", "1024, 4096", "1048560, 48", "-16, 16"})
    void block_offItsAlignmentOrOutside_isRefused(long offset, long bytes) {
        assertThatThrownBy(() -> heap.allocated(0, bytes, base + offset, bytes))
                .hasMessageFindingMatch("aligned|outside");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "17, 16", "128, 176", "8000, 16384"})
    void block_tooShortOrTooLong_isRefused(long bytes, long usableBytes) {
        assertThatThrownBy(() -> heap.allocated(0, bytes, base, usableBytes))
                .hasMessageFindingMatch("too short|too long");
    }

    @ParameterizedTest
    @CsvSource({"48, 0", "48, 40", "1024, 512", "8192, 4096", "8192, 8184", "262144, 131072", "262144, 262136"})
    void contents_changed_areSeenWhenTheBlockGoes(long bytes, long distance) {
        heap.allocated(0, bytes, base, bytes);
        NativeMemory.setLong(base + distance, 0);
        assertThatThrownBy(() -> heap.released(block(0))).hasMessageContaining("was changed");
        assertThatThrownBy(heap::checkAllContents).hasMessageContaining("the word at " + distance + " was changed");
    }

    @Test
    void contents_kept_areFine() {
        heap.allocated(0, 100_000, base, 131_072);
        heap.checkAllContents();
        heap.released(block(0));
        assertThat(heap.liveBytes()).isZero();
    }

    @Test
    void pages_ofBlocks_wereWritten() {
        heap.allocated(0, 8192, base + PAGE_BYTES, 8192);
        assertThat(heap.wasWritten(base)).isFalse();
        assertThat(heap.wasWritten(base + PAGE_BYTES)).isTrue();
        assertThat(heap.wasWritten(base + 2 * PAGE_BYTES)).isTrue();
        assertThat(heap.wasWritten(base + 3 * PAGE_BYTES)).isFalse();
    }
}
