package io.hakmem.netty;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Netty's tests of buffers on direct ones of an event loop, which recycles their objects.
@ExtendWith(OnEventLoop.class)
class LoopBufferNettyTest extends NettyBufferTests {
    @Override
    ByteBuf newBuffer(HakmemByteBufAllocator hakmem, int capacity, int maxCapacity) {
        return hakmem.directBuffer(capacity, maxCapacity);
    }
}
