package io.hakmem;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks as segments.
class SegmentTest {
    @RegisterExtension
    private final TestHakmem test = TestHakmem.checked();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 8192, 8193, 3_000_000})
    void segment_ofAnyLength_isABlock(long bytes) {
        MemorySegment segment = test.hakmem().allocateSegment(bytes);
        assertThat(segment.byteSize()).isEqualTo(bytes);
        assertThat(segment.scope()).isEqualTo(Arena.global().scope());
        segment.fill((byte) 1);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).containsExactly(segment.address());
        test.hakmem().free(segment.address(), bytes);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @Test
    void segment_ofWrongLength_isRefused() {
        assertThatThrownBy(() -> test.hakmem().allocateSegment(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A block of -1 bytes was asked for, but 0 is the least.");
        assertThatThrownBy(() -> test.hakmem().allocateSegment(Long.MAX_VALUE))
                .isInstanceOf(NativeOutOfMemoryError.class);
    }

    @ParameterizedTest
    @EnumSource
    void allocator_anyLengthAndAlignment_isServedByAlignedBlocks(Contents contents) {
        SegmentAllocator allocator = test.hakmem().segmentAllocator(contents);
        for (int round = 0; round < 2; round++) {
            for (int bytes : new int[] {0, 1, 100, 8192, 8193, 100_000}) {
                for (long alignment : new long[] {1, 8, 16, 64, 4096, 1 << 20}) {
                    MemorySegment segment = allocator.allocate(bytes, alignment);
                    assertThat(segment.byteSize()).isEqualTo(bytes);
                    assertThat(segment.address() % Math.max(16, alignment)).isZero();
                    if (contents == Contents.ZEROED) {
                        assertThat(segment.mismatch(MemorySegment.ofArray(new byte[bytes])))
                                .isEqualTo(-1);
                    }
                    segment.fill((byte) -1);
                    test.hakmem().free(segment.address());
                }
            }
        }
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void allocator_wrongLengthOrAlignment_isRefused(Contents contents) {
        SegmentAllocator allocator = test.hakmem().segmentAllocator(contents);
        for (long alignment : new long[] {0, -8, 3, Long.MIN_VALUE, 1L << 31}) {
            assertThatThrownBy(() -> allocator.allocate(8, alignment)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> allocator.allocate(-1, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.allocate(1L << 50, 8)).isInstanceOf(NativeOutOfMemoryError.class);
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }

    @Test
    void allocator_ofManyThreads_servesAll() {
        SegmentAllocator allocator = test.hakmem().segmentAllocator(Contents.ZEROED);
        Rivals.race(4, rival -> {
            for (int count = 0; count < 1000; count++) {
                MemorySegment segment = allocator.allocateFrom(JAVA_INT, rival, count);
                assertThat(segment.toArray(JAVA_INT)).containsExactly(rival, count);
                test.hakmem().free(segment.address());
            }
        });
        assertThat(HeapValidator.liveBlocks(test.hakmem())).isEmpty();
    }
}
