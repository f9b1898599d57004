package io.hakmem.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What Netty's own tests do not ask.
class HakmemByteBufAllocatorTest {
    private final HakmemByteBufAllocator allocator = new HakmemByteBufAllocator();

    @AfterEach
    void closeAllocator() {
        allocator.close();
    }

    /// Kinds of threads.
    enum Kind {
        PLATFORM,
        EVENT_LOOP,
        VIRTUAL;

        Thread threadFor(Runnable task) {
            return switch (this) {
                case PLATFORM -> new Thread(task);
                case EVENT_LOOP -> new FastThreadLocalThread(task);
                case VIRTUAL -> Thread.ofVirtual().unstarted(task);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void release_byAnotherThread_freesTheBlock(Kind kind) throws InterruptedException {
        ByteBuf buffer = allocator.directBuffer(1000).writeLong(42);

        Thread thread = kind.threadFor(buffer::release);
        thread.start();
        thread.join();

        assertThat(buffer.refCnt()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void directBuffer_afterAnother_isARecycledObjectWithNothingOfItsLastLife() {
        ByteBuf first = allocator.directBuffer(64, 64).writeLong(1).markWriterIndex();
        first.readByte();
        first.markReaderIndex();
        first.release();

        ByteBuf second = allocator.directBuffer(1000, 2000);

        assertThat(second).isSameAs(first);
        assertThat(second.maxCapacity()).isEqualTo(2000);
        assertThat(second.resetReaderIndex().resetWriterIndex().readableBytes()).isZero();
        second.release();
    }

    @Test
    void nioBuffer_afterAnotherLife_showsTheNewBlock() {
        ByteBuf first = allocator.directBuffer(64);
        ByteBuffer old = first.internalNioBuffer(0, 64);
        ByteBuf inBetween = allocator.directBuffer(64);
        first.release();
        ByteBuf second = allocator.directBuffer(4096);
        second.setInt(4092, 7);

        assertThat(second.internalNioBuffer(4092, 4).getInt()).isEqualTo(7);
        assertThat(old.capacity()).isEqualTo(64);
        inBetween.release();
        second.release();
    }

    @Test
    void capacity_ofALongBuffer_growsInPlaceAndKeepsTheBytes() {
        ByteBuf buffer = allocator.directBuffer(64 << 10);
        long address = buffer.memoryAddress();
        buffer.setLong(0, 1).setLong((64 << 10) - 8, 2);

        buffer.capacity(1 << 20);

        assertThat(buffer.memoryAddress()).isEqualTo(address);
        assertThat(buffer.getLong(0)).isEqualTo(1);
        assertThat(buffer.getLong((64 << 10) - 8)).isEqualTo(2);
        buffer.release();
    }

    @Test
    void capacity_thatShrinks_givesMemoryBack() {
        ByteBuf buffer = allocator.directBuffer(1 << 20).writeZero(100);

        buffer.capacity(1000);

        assertThat(allocator.metric().usedDirectMemory()).isLessThan(8 << 10);
        assertThat(buffer.readableBytes()).isEqualTo(100);
        buffer.release();
    }

    @Test
    void heapBuffer_askedForItsAllocator_hasDirectBuffersOfHakmem() {
        ByteBuf heap = allocator.heapBuffer(100);
        ByteBuf direct = heap.alloc().directBuffer(1024);

        assertThat(heap.hasArray()).isTrue();
        assertThat(direct.alloc()).isSameAs(allocator);
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(1024);
        direct.release();
        heap.release();
    }

    @Test
    void micrometer_asksTheMetric_getsBytesInUse() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new NettyAllocatorMetrics(allocator).bindTo(registry);

        ByteBuf buffer = allocator.directBuffer(4096);

        assertThat(registry.get("netty.allocator.memory.used")
                        .tag("memory.type", "direct")
                        .gauge()
                        .value())
                .isEqualTo(4096);
        buffer.release();
    }

    @Test
    @Timeout(60)
    void watchedBuffer_thatIsLost_isLeftToTheLeakDetector() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try {
            WeakReference<ByteBuf> lost = new WeakReference<>(allocator.directBuffer(100));
            while (lost.get() != null) {
                System.gc();
            }
        } finally {
            ResourceLeakDetector.setLevel(level);
        }

        allocator
                .hakmem()
                .visitBlocks((address, bytes, mayBeParked) -> allocator.hakmem().free(address));
    }
}
