package io.hakmem.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocatorTest;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Netty's tests of allocators, each of which must be left without a buffer.
class AllocatorNettyTest extends AbstractByteBufAllocatorTest<HakmemByteBufAllocator> {
    private static final int HEAP_CHUNK_BYTES = 4 << 20;

    private final List<HakmemByteBufAllocator> allocators = new ArrayList<>();

    @Override
    protected HakmemByteBufAllocator newAllocator(boolean preferDirect) {
        HakmemByteBufAllocator allocator = new HakmemByteBufAllocator(preferDirect);
        allocators.add(allocator);
        return allocator;
    }

    @Override
    protected HakmemByteBufAllocator newUnpooledAllocator() {
        return newAllocator(false);
    }

    /// There are no unpooled buffers.
    @Test
    @Override
    public void testUnsafeHeapBufferAndUnsafeDirectBuffer() {
        ByteBuf direct = newUnpooledAllocator().directBuffer();
        assertInstanceOf(direct, HakmemByteBuf.class);
        direct.release();
    }

    /// Netty's pool counts its chunks.
    @Test
    @Override
    public void testUsedHeapMemory() {
        HakmemByteBufAllocator allocator = newAllocator(true);
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        ByteBuf buffer = allocator.heapBuffer(1024, 4096);
        assertThat(allocator.metric().usedHeapMemory()).isEqualTo(HEAP_CHUNK_BYTES);
        buffer.capacity(2048);
        assertThat(allocator.metric().usedHeapMemory()).isEqualTo(HEAP_CHUNK_BYTES);
        buffer.release();
        assertThat(allocator.metric().usedHeapMemory()).isEqualTo(HEAP_CHUNK_BYTES);
    }

    @AfterEach
    void closeAllocators() {
        allocators.forEach(HakmemByteBufAllocator::close);
    }
}
