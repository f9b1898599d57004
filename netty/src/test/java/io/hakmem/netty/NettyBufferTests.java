package io.hakmem.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractPooledByteBufTest;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Netty's tests of pooled buffers, on a new allocator each, which must be left without a buffer.
abstract class NettyBufferTests extends AbstractPooledByteBufTest {
    private final HakmemByteBufAllocator allocator = new HakmemByteBufAllocator();

    abstract ByteBuf newBuffer(HakmemByteBufAllocator hakmem, int capacity, int maxCapacity);

    @Override
    protected ByteBuf alloc(int capacity, int maxCapacity) {
        return newBuffer(allocator, capacity, maxCapacity);
    }

    /// In place of one that asks for Netty's own class of buffers: what can be written fast is written in place.
    @Test
    @Override
    public void testMaxFastWritableBytes() {
        ByteBuf buffer = newBuffer(150, 500).writerIndex(100);
        long address = buffer.memoryAddress();
        int fast = buffer.maxFastWritableBytes();
        assertThat(fast).isBetween(50, 400);

        buffer.writeBytes(new byte[fast]);
        assertThat(buffer.memoryAddress()).isEqualTo(address);
        assertThat(buffer.maxFastWritableBytes()).isZero();

        buffer.capacity(500);
        assertThat(buffer.maxFastWritableBytes()).isEqualTo(500 - buffer.writerIndex());
        buffer.release();
    }

    /// In place of one that asks for Netty's own class of buffers: growth in place is exact.
    @Test
    @Override
    public void testEnsureWritableDoesntGrowTooMuch() {
        ByteBuf buffer = newBuffer(150, 500).writerIndex(100);
        long address = buffer.memoryAddress();
        int fast = buffer.maxFastWritableBytes();
        assertThat(fast).isGreaterThan(50);

        buffer.ensureWritable(fast);
        assertThat(buffer.memoryAddress()).isEqualTo(address);
        assertThat(buffer.capacity()).isEqualTo(100 + fast);
        assertThat(buffer.maxFastWritableBytes()).isEqualTo(buffer.writableBytes());
        buffer.release();
    }

    @AfterEach
    @Override
    public void dispose() {
        super.dispose();
        allocator.close();
    }
}
