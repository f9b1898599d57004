package io.hakmem.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/// Netty's own pool, for heap buffers alone. Whoever asks a heap buffer for its allocator gets direct buffers of HAKMEM
/// from it, too.
final class HeapPool extends PooledByteBufAllocator {
    private static final int NO_ARENAS = 0;

    private final ByteBufAllocator direct;

    HeapPool(ByteBufAllocator direct, boolean preferDirect) {
        super(
                preferDirect,
                defaultNumHeapArena(),
                NO_ARENAS,
                defaultPageSize(),
                defaultMaxOrder(),
                defaultSmallCacheSize(),
                defaultNormalCacheSize(),
                defaultUseCacheForAllThreads());
        this.direct = direct;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return direct.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }
}
