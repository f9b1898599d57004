package io.hakmem.examples.netty;

import io.hakmem.Stats;
import io.hakmem.netty.HakmemByteBufAllocator;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Locale;
import java.util.Optional;

/// Where buffers come from.
enum Buffers {
    HAKMEM,
    NETTY_POOLED,
    NETTY_ADAPTIVE;

    /// A new allocator.
    ByteBufAllocator open() {
        return switch (this) {
            case HAKMEM -> new HakmemByteBufAllocator();
            case NETTY_POOLED -> new PooledByteBufAllocator(true);
            case NETTY_ADAPTIVE -> new AdaptiveByteBufAllocator(true);
        };
    }

    /// What the allocator calls its direct memory in use: HAKMEM's live blocks, chunks of Netty's pools.
    static long usedBytes(ByteBufAllocator allocator) {
        return ((ByteBufAllocatorMetricProvider) allocator).metric().usedDirectMemory();
    }

    /// HAKMEM's pages in use; nothing is known of Netty's pools.
    static Optional<Stats.Memory> memory(ByteBufAllocator allocator) {
        return allocator instanceof HakmemByteBufAllocator hakmem
                ? Optional.of(hakmem.hakmem().stats().memory())
                : Optional.empty();
    }

    /// As on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
