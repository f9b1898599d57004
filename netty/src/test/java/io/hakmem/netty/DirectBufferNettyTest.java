package io.hakmem.netty;

import io.netty.buffer.ByteBuf;

/// Netty's tests of buffers on direct ones.

class DirectBufferNettyTest extends NettyBufferTests {
    @Override
    ByteBuf newBuffer(HakmemByteBufAllocator hakmem, int capacity, int maxCapacity) {
        return hakmem.directBuffer(capacity, maxCapacity);
    }
}
