package io.hakmem.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.Hakmem;
import io.hakmem.NativeOutOfMemoryError;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HakmemRootAllocatorTest {
    private static final long LIMIT_BYTES = 8 << 20;

    private final Hakmem hakmem = Hakmem.shared().child("arrow", LIMIT_BYTES);

    /// Refuses when something is left.
    @AfterEach
    void close() {
        hakmem.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 4096, 5000, 8193, 100_000, 3 << 20})
    void buffer_ofAnyLength_isABlockOfThatUsableSize(long bytes) {
        try (BufferAllocator root = HakmemArrow.newRoot(hakmem);
                ArrowBuf buffer = root.buffer(bytes)) {
            assertThat(buffer.capacity()).isEqualTo(hakmem.goodSize(bytes));
            assertThat(hakmem.usableSize(buffer.memoryAddress())).isEqualTo(buffer.capacity());
            assertThat(root.getAllocatedMemory()).isEqualTo(liveBytes());
            buffer.setLong(buffer.capacity() - 8, 42);
            assertThat(buffer.getLong(buffer.capacity() - 8)).isEqualTo(42);
        }
        assertThat(liveBytes()).isZero();
    }

    @Test
    void buffer_handedToAnotherAllocator_isFreedOnceByTheLastOfThem() {
        try (BufferAllocator root = HakmemArrow.newRoot(hakmem);
                BufferAllocator one = root.newChildAllocator("one", 0, Long.MAX_VALUE);
                BufferAllocator other = root.newChildAllocator("other", 0, Long.MAX_VALUE)) {
            ArrowBuf buffer = one.buffer(1000);
            ArrowBuf shared = buffer.getReferenceManager().retain(buffer, other);
            buffer.close();
            assertThat(liveBytes()).isPositive();
            shared.close();
            assertThat(liveBytes()).isZero();
        }
    }

    @Test
    void vector_thatGrows_keepsItsValues() {
        try (BufferAllocator root = HakmemArrow.newRoot(hakmem);
                IntVector vector = new IntVector("numbers", root)) {
            for (int i = 0; i < 100_000; i++) {
                vector.setSafe(i, i * 31);
            }
            vector.setValueCount(100_000);
            for (int i = 0; i < 100_000; i++) {
                assertThat(vector.get(i)).isEqualTo(i * 31);
            }
        }
        assertThat(liveBytes()).isZero();
    }

    @Test
    void close_rootThatHeldMuch_givesItBackAtOnce() {
        HakmemRootAllocator root = HakmemArrow.newRoot(hakmem);
        for (int i = 0; i < 100; i++) {
            try (ArrowBuf small = root.buffer(1000);
                    ArrowBuf large = root.buffer(100_000)) {
                small.setZero(0, small.capacity());
                large.setZero(0, large.capacity());
            }
        }
        assertThat(hakmem.stats().memory().committedBytes()).isPositive();

        root.close();

        assertThat(hakmem.stats().memory().committedBytes()).isZero();
    }

    @Test
    void close_buffersOut_isRefusedAndLosesNothing() {
        HakmemRootAllocator root = HakmemArrow.newRoot(hakmem);
        ArrowBuf buffer = root.buffer(1024);
        buffer.setLong(0, 42);

        assertThatThrownBy(root::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1024 bytes of buffers")
                .hasMessageContaining("release the buffers")
                .hasMessageContaining("arrow.memory.debug.allocator");

        assertThat(buffer.getLong(0)).isEqualTo(42);
        buffer.close();
        root.close();
        assertThat(liveBytes()).isZero();
    }

    @Test
    void close_childrenOut_isRefused() {
        HakmemRootAllocator root = HakmemArrow.newRoot(hakmem);
        BufferAllocator child = root.newChildAllocator("child", 0, Long.MAX_VALUE);

        assertThatThrownBy(root::close).hasMessageContaining("1 child allocators");

        child.close();
        root.close();
    }

    @Test
    void buffer_noRoomInHakmem_isArrowsExceptionWithOurReport() {
        try (BufferAllocator root = HakmemArrow.newRoot(hakmem)) {
            List<ArrowBuf> buffers = new ArrayList<>();
            try {
                assertThatThrownBy(() -> {
                            while (true) {
                                buffers.add(root.buffer(1 << 20));
                            }
                        })
                        .isInstanceOf(OutOfMemoryException.class)
                        .hasMessageContaining("1048576 bytes")
                        .hasMessageContaining("ROOT")
                        .hasMessageContaining("the allocator arrow of HAKMEM")
                        .hasCauseInstanceOf(NativeOutOfMemoryError.class)
                        .rootCause()
                        .hasMessageContaining("budget " + LIMIT_BYTES);
                assertThat(root.getAllocatedMemory()).isEqualTo(buffers.size() * (1L << 20));
            } finally {
                buffers.forEach(ArrowBuf::close);
            }
            root.buffer(1 << 20).close();
        }
    }

    @Test
    void buffer_arrowsOwnLimit_isArrowsException() {
        try (BufferAllocator root = HakmemArrow.newRoot(hakmem, AllocationListener.NOOP, 10_000)) {
            assertThatThrownBy(() -> root.buffer(20_000)).isInstanceOf(OutOfMemoryException.class);
            assertThatThrownBy(() -> root.buffer(Long.MAX_VALUE)).isInstanceOf(OutOfMemoryException.class);
        }
    }

    @Test
    void require_anotherDefault_tellsWhichAndWhatToDo() {
        assertThatThrownBy(DefaultFactory::require)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("do not lie in HAKMEM")
                .hasMessageContaining("arrow-memory-unsafe")
                .hasMessageContaining("hakmem-arrow-memory-core");
    }

    private long liveBytes() {
        return hakmem.stats().memory().liveBytes();
    }
}
