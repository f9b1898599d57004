package io.hakmem.netty;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Netty's tests of buffers on direct ones that the leak detector watches, every one.

class WatchedBufferNettyTest extends NettyBufferTests {
    private static final ResourceLeakDetector.Level LEVEL = ResourceLeakDetector.getLevel();

    @Override
    ByteBuf newBuffer(HakmemByteBufAllocator hakmem, int capacity, int maxCapacity) {
        return hakmem.directBuffer(capacity, maxCapacity);
    }

    @BeforeAll
    static void watchAll() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterAll
    static void watchAsBefore() {
        ResourceLeakDetector.setLevel(LEVEL);
    }
}
