package io.hakmem.bench.allocator;

import static org.assertj.core.api.Assertions.assertThat;

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
    @EnumSource(
            value = AllocatorKind.class,
            names = {"NULL", "FFM_GLIBC"})
    void open_anyPeer_handsOutWritableBlocks(AllocatorKind kind) {
        Allocator allocator = kind.open();

        for (int block = 0; block < 10_000; block++) {
            long address = allocator.allocate(1_000);
            ALL.set(ValueLayout.JAVA_BYTE, address, (byte) block);
            ALL.set(ValueLayout.JAVA_BYTE, address + 999, (byte) block);
            assertThat(ALL.get(ValueLayout.JAVA_BYTE, address + 999)).isEqualTo((byte) block);
            allocator.free(address);
        }
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

    private static void addLines(Allocator allocator, Set<Long> lines) {
        for (int block = 0; block < 10_000; block++) {
            lines.add(allocator.allocate(8) / 64);
        }
    }
}
