package io.hakmem.bench.allocator;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.Version;
import io.netty.util.internal.PlatformDependent;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A pool of Netty's: a block is a direct buffer.
final class NettyAllocator implements Allocator {
    private final ByteBufAllocator pool;
    private final ObjectBlocks<ByteBuf> buffers;

    private NettyAllocator(ByteBufAllocator pool, ObjectBlocks<ByteBuf> buffers) {
        this.pool = pool;
        this.buffers = buffers;
    }

    static NettyAllocator pooled() {
        return new NettyAllocator(PooledByteBufAllocator.DEFAULT, new ObjectBlocks<>());
    }

    static NettyAllocator adaptive() {
        return new NettyAllocator(new AdaptiveByteBufAllocator(true), new ObjectBlocks<>());
    }

    @Override
    public long allocate(long bytes) {
        return keep(pool.directBuffer(length(bytes)));
    }

    @Override
    public long allocateZeroed(long bytes) {
        ByteBuf buffer = pool.directBuffer(length(bytes));
        buffer.setZero(0, buffer.capacity());
        return keep(buffer);
    }

    @Override
    public long reallocate(long address, long bytes) {
        ByteBuf buffer = buffers.get(address);
        buffers.drop(address);
        buffer.capacity(length(bytes));
        return keep(buffer);
    }

    @Override
    public void free(long address) {
        ByteBuf buffer = buffers.get(address);
        buffers.drop(address);
        buffer.release();
    }

    @Override
    public Allocator forThread() {
        return new NettyAllocator(pool, buffers.forThread());
    }

    @Override
    public Optional<String> version() {
        return Optional.ofNullable(Version.identify().get("netty-buffer")).map(Version::artifactVersion);
    }

    @Override
    public List<String> notes() {
        return List.of(
                "A block is a direct ByteBuf with a reference count, which counts in the resident memory of the"
                        + " process; 16 bytes in front of its contents lead back to it.",
                pool instanceof PooledByteBufAllocator
                        ? "Its caches work for all threads (-Dio.netty.allocator.useCacheForAllThreads=true), and"
                                + " faster for Netty's own, which these are not."
                        : "Its magazines of one thread are for Netty's own threads, which these are not.",
                PlatformDependent.hasUnsafe()
                        ? "Netty uses sun.misc.Unsafe (-Dio.netty.noUnsafe=false)."
                        : "Netty does not use sun.misc.Unsafe (-Dio.netty.noUnsafe=true).");
    }

    private long keep(ByteBuf buffer) {
        return buffers.keep(buffer, buffer.hasMemoryAddress() ? buffer.memoryAddress() : addressOf(buffer));
    }

    private static long addressOf(ByteBuf buffer) {
        return MemorySegment.ofBuffer(buffer.internalNioBuffer(0, buffer.capacity()))
                .address();
    }

    private static int length(long bytes) {
        return Math.toIntExact(bytes + ObjectBlocks.HEADER_BYTES);
    }
}
