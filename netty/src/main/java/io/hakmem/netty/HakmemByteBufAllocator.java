package io.hakmem.netty;

import io.hakmem.Hakmem;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Netty's buffers on HAKMEM: a direct buffer is a block, its capacity grows in place where the block allows.
///
/// ```java
/// bootstrap.option(ChannelOption.ALLOCATOR, HakmemByteBufAllocator.shared())
///         .childOption(ChannelOption.ALLOCATOR, HakmemByteBufAllocator.shared());
/// ```
///
/// For any thread; a buffer may be released by any other. Each allocator is a child of a [Hakmem], with a budget and
/// statistics of its own ([#hakmem]). A request beyond the budget gets a [io.hakmem.NativeOutOfMemoryError], and the
/// allocator goes on working. Heap buffers come from Netty's own pool.
public final class HakmemByteBufAllocator extends AbstractByteBufAllocator
        implements ByteBufAllocatorMetricProvider, AutoCloseable {
    private static final String NAME = "netty";
    private static final AtomicInteger MADE = new AtomicInteger();

    private final Hakmem hakmem;
    private final HeapPool heapPool;
    private final Watched watched = new Watched();
    private final Metric metric = new Metric();

    private final ThreadCaches caches;

    /// Made when it is first asked for.
    private static final class Shared {
        static final HakmemByteBufAllocator ALLOCATOR = new HakmemByteBufAllocator(Hakmem.shared(), NAME, 0, true);
    }

    /// The bytes in use, for Micrometer's `NettyAllocatorMetrics` and whoever else asks Netty's way.
    private final class Metric implements ByteBufAllocatorMetric {
        /// In chunks of Netty's pool, used or not.
        @Override
        public long usedHeapMemory() {
            return heapPool.metric().usedHeapMemory();
        }

        /// In buffers that are out, by the usable sizes of their blocks. Free blocks count, too, for the moment in
        /// which their pages go back to the system.
        @Override
        public long usedDirectMemory() {
            return hakmem.stats().memory().liveBytes();
        }
    }

    /// An allocator without a limit of its own whose [#buffer] is direct.
    ///
    /// @throws IllegalStateException when the JVM denies native access; the message names the flag
    /// @throws io.hakmem.NativeOutOfMemoryError when the system refuses every reservation
    public HakmemByteBufAllocator() {
        this(true);
    }

    /// An allocator without a limit of its own.
    ///
    /// @param preferDirect whether [#buffer] is direct
    /// @throws IllegalStateException when the JVM denies native access; the message names the flag
    /// @throws io.hakmem.NativeOutOfMemoryError when the system refuses every reservation
    public HakmemByteBufAllocator(boolean preferDirect) {
        this(parent(), NAME + "-" + MADE.incrementAndGet(), 0, preferDirect);
    }

    /// An allocator with a name and a budget, as [Hakmem#child].
    ///
    /// @param parent whose child it becomes
    /// @param name not blank, and not that of another open child of `parent`
    /// @param limitBytes its committed bytes never exceed it: at least a SuperSlab; 0 for the parent's limit alone
    /// @param preferDirect whether [#buffer] is direct
    /// @throws IllegalArgumentException when the name or the limit is none of these
    /// @throws IllegalStateException when the parent is closed, or the JVM denies native access
    public HakmemByteBufAllocator(Hakmem parent, String name, long limitBytes, boolean preferDirect) {
        super(preferDirect);
        NativeAccess.require();
        hakmem = parent.child(name, limitBytes);
        caches = new ThreadCaches(hakmem);
        heapPool = new HeapPool(this, preferDirect);
    }

    private static Hakmem parent() {
        NativeAccess.require();
        return Hakmem.shared();
    }

    /// The one for the whole process, made when it is first asked for: a child of [Hakmem#shared] named `netty`.
    ///
    /// @throws IllegalStateException when the JVM denies native access; the message names the flag
    /// @throws io.hakmem.NativeOutOfMemoryError when the system refuses every reservation
    public static HakmemByteBufAllocator shared() {
        NativeAccess.require();
        return Shared.ALLOCATOR;
    }

    // ---- allocate and free ----

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        ThreadCache cache = caches.current();
        HakmemByteBuf buffer = cache == null ? null : cache.take();
        if (buffer == null) {
            buffer = new HakmemByteBuf(this, cache);
        }
        long address =
                cache == null ? hakmem.allocate(initialCapacity) : cache.heap().allocate(initialCapacity);
        buffer.begin(address, initialCapacity, maxCapacity);
        return leakAware(buffer);
    }

    /// Ends the life of a buffer: its block is free, its object may live again.
    ///
    /// @param likely the cache that its object came from, if any: mostly that of the calling thread
    void free(HakmemByteBuf buffer, @Nullable ThreadCache likely, long address, int bytes) {
        ThreadCache cache = likely != null && likely.isCallers() ? likely : caches.current();
        if (cache == null) {
            hakmem.free(address, bytes);
        } else {
            cache.heap().free(address, bytes);
            cache.keep(buffer);
        }
    }

    @SuppressWarnings("ReferenceEquality") // equal buffers hold equal bytes
    private ByteBuf leakAware(HakmemByteBuf buffer) {
        try {
            ByteBuf aware = toLeakAwareBuffer(buffer);
            if (aware != buffer) {
                buffer.watch();
            }
            return aware;
        } catch (Throwable e) {
            buffer.release();
            throw e;
        }
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return heapPool.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    // ---- questions ----

    /// The memory of the direct buffers, and only that: for statistics, `trim()` and callbacks. Closing it is closing
    /// this allocator.
    public Hakmem hakmem() {
        return hakmem;
    }

    @Override
    public ByteBufAllocatorMetric metric() {
        return metric;
    }

    Watched watched() {
        return watched;
    }

    // ---- end ----

    /// Ends this allocator: its direct memory goes back. From then on it refuses every request for a direct buffer
    /// with an [IllegalStateException]. Closing it again does nothing.
    ///
    /// @throws IllegalStateException when buffers are still out, and nothing is changed: the message tells how many
    ///     and what the leak detector knows of the oldest one
    @Override
    public void close() {
        try {
            hakmem.close();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "Direct buffers were not released: " + e.getMessage() + " " + watched.describeOldest(), e);
        }
    }
}
