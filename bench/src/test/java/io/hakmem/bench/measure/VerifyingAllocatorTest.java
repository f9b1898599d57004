package io.hakmem.bench.measure;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.bench.allocator.Allocator;
import io.hakmem.bench.allocator.AllocatorKind;
import io.hakmem.bench.workload.WorkloadFailure;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyingAllocatorTest {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Allocator allocator = new VerifyingAllocator(AllocatorKind.HAKMEM.open());

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 8, 100, 100_000})
    void free_blockWithOneByteChanged_fails(long bytes) {
        long address = allocator.allocate(bytes);
        long last = address + bytes - 1;
        byte before = ALL.get(ValueLayout.JAVA_BYTE, last);
        ALL.set(ValueLayout.JAVA_BYTE, last, (byte) (before + 1));

        assertThatThrownBy(() -> allocator.free(address))
                .isInstanceOf(WorkloadFailure.class)
                .hasMessageContaining("lost its contents");

        ALL.set(ValueLayout.JAVA_BYTE, last, before);
        allocator.free(address);
    }

    @Test
    void reallocate_growingAndShrinking_comparesWhatWasMoved() {
        long address = allocator.allocate(100);

        for (long bytes : new long[] {10, 5_000, 3_000_000, 1}) {
            address = allocator.reallocate(address, bytes);
        }

        allocator.free(address);
    }

    @Test
    void allocate_addressThatIsLive_fails() {
        Allocator broken = new VerifyingAllocator(AllocatorKind.NULL.open());
        for (int line = 0; line < (64 << 10) / 64; line++) {
            broken.allocate(8);
        }

        assertThatThrownBy(() -> broken.allocate(8))
                .isInstanceOf(WorkloadFailure.class)
                .hasMessageContaining("handed out twice");
    }

    @Test
    void free_addressThatIsNotLive_fails() {
        assertThatThrownBy(() -> allocator.free(64))
                .isInstanceOf(WorkloadFailure.class)
                .hasMessageContaining("no live block");
    }
}
