package io.hakmem.netty;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Netty's tests of buffers on direct ones of a virtual thread, which does not recycle their objects.
@ExtendWith(OnVirtualThread.class)
class VirtualBufferNettyTest extends NettyBufferTests {
    @Override
    ByteBuf newBuffer(HakmemByteBufAllocator hakmem, int capacity, int maxCapacity) {
        return hakmem.directBuffer(capacity, maxCapacity);
    }
}
