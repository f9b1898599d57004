package io.hakmem.bench.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AllocatorKindTest {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    @ParameterizedTest
    @EnumSource(AllocatorKind.class)
    void labelled_ownLabel_findsItself(AllocatorKind kind) {
        assertThat(AllocatorKind.labelled(kind.label())).contains(kind);
    }

    @Test
    void labelled_unknown_findsNothing() {
        assertThat(AllocatorKind.labelled("HAKMEM")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(AllocatorKind.class)
    void open_anyAllocator_handsOutWritableBlocks(AllocatorKind kind) {
        Allocator allocator = opened(kind);

        for (int block = 0; block < 10_000; block++) {
            long address = allocator.allocate(1_000);
            ALL.set(ValueLayout.JAVA_BYTE, address, (byte) block);
            ALL.set(ValueLayout.JAVA_BYTE, address + 999, (byte) block);
            assertThat(ALL.get(ValueLayout.JAVA_BYTE, address + 999)).isEqualTo((byte) block);
            allocator.free(address);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NULL")
    void allocateZeroed_afterDirtyBlocks_isZeroAllOver(AllocatorKind kind) {
        Allocator allocator = opened(kind);

        for (long bytes : new long[] {1, 100, 10_000, 3_000_000}) {
            for (int round = 0; round < 10; round++) {
                long address = allocator.allocateZeroed(bytes);
                MemorySegment block = ALL.asSlice(address, bytes);
                assertThat(block.mismatch(MemorySegment.ofArray(new byte[(int) bytes])))
                        .isEqualTo(-1);
                block.fill((byte) 1);
                allocator.free(address);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NULL")
    void reallocate_growingAndShrinking_keepsContents(AllocatorKind kind) {
        Allocator allocator = opened(kind);
        long address = allocator.allocate(4);
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, 42);

        for (long bytes : new long[] {8, 1_000, 100_000, 5_000_000, 1_000, 4}) {
            address = allocator.reallocate(address, bytes);
            ALL.set(ValueLayout.JAVA_BYTE, address + bytes - 1, ALL.get(ValueLayout.JAVA_BYTE, address + bytes - 1));
            assertThat(ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address)).isEqualTo(42);
        }

        allocator.free(address);
    }

    @Test
    void environment_jemalloc_makesRoomForItsThreadLocals() {
        assertThat(AllocatorKind.FFM_JEMALLOC.environment()).containsOnlyKeys("GLIBC_TUNABLES");
        assertThat(AllocatorKind.FFM_GLIBC.environment()).isEmpty();
    }

    @Test
    void nullAllocator_twoThreads_shareNoCacheLine() {
        Allocator shared = new NullAllocator();
        Set<Long> lines = new HashSet<>();
        addLines(shared.forThread(), lines);
        int linesOfOne = lines.size();

        addLines(shared.forThread(), lines);

        assertThat(linesOfOne).isEqualTo((64 << 10) / 64);
        assertThat(lines).hasSize(2 * linesOfOne);
    }

    /// A library that is not installed has nothing to be tested.
    private static Allocator opened(AllocatorKind kind) {
        assumeThat(kind.whatIsMissing()).isEmpty();
        return kind.open();
    }

    private static void addLines(Allocator allocator, Set<Long> lines) {
        for (int block = 0; block < 10_000; block++) {
            lines.add(allocator.allocate(8) / 64);
        }
    }
}
