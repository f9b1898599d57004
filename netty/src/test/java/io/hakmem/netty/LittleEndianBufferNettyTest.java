package io.hakmem.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;

/// Netty's tests of buffers on direct ones with the other byte order.
@SuppressWarnings("deprecation") // Netty's own tests ask for the byte order in this way
class LittleEndianBufferNettyTest extends NettyBufferTests {
    @Override
    ByteBuf newBuffer(HakmemByteBufAllocator hakmem, int capacity, int maxCapacity) {
        return hakmem.directBuffer(capacity, maxCapacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
