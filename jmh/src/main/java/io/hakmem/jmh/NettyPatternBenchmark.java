package io.hakmem.jmh;

import io.hakmem.netty.HakmemByteBufAllocator;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Netty's allocation pattern: release the direct buffer of a pseudo-random slot, allocate one of the next size there.
/// Nanoseconds for the pair; what is resident at the end is printed, in a JVM whose Java heap is resident from the
/// start.
///
/// Netty without Unsafe: `-jvmArgsAppend -Dio.netty.noUnsafe=true`; with it: `=false`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NettyPatternBenchmark {
    private static final int SEED = 42;
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String HEAP = "-Xms768m";
    private static final String MOST_HEAP = "-Xmx768m";
    private static final String TOUCHED = "-XX:+AlwaysPreTouch";
    private static final String NO_LEAK_DETECTION = "-Dio.netty.leakDetection.level=disabled";
    private static final String CUSTOM = "-Djmh.executor=CUSTOM";

    /// What all threads share.
    @State(Scope.Benchmark)
    public static class Shared {
        /// Which allocator; each runs in a fork of its own.
        @Param({"hakmem", "netty-pooled", "netty-adaptive"})
        public String allocator;

        private ByteBufAllocator buffers;

        /// Makes the allocator of this fork.
        @Setup
        public void open() {
            buffers = switch (allocator) {
                case "hakmem" -> HakmemByteBufAllocator.shared();
                case "netty-pooled" -> PooledByteBufAllocator.DEFAULT;
                case "netty-adaptive" -> new AdaptiveByteBufAllocator();
                default -> throw new IllegalArgumentException("allocator: " + allocator);
            };
        }

        /// Prints what the process has in memory, where Linux tells it.
        @TearDown
        public void printResident() throws IOException {
            Path status = Path.of("/proc/self/status");
            if (Files.isReadable(status)) {
                try (var lines = Files.lines(status)) {
                    lines.filter(line -> line.startsWith("VmRSS:") || line.startsWith("VmHWM:"))
                            .forEach(System.out::println);
                }
            }
        }
    }

    /// Which sizes.
    @Param({"WEB_SOCKET_PROXY", "API_GATEWAY"})
    public SizeProfile profile;

    /// Buffers of each thread.
    @Param({"128", "1024", "4096", "65536"})
    public int live;

    /// Whether a buffer is written when it is allocated, and read when it is released.
    @Param({"false", "true"})
    public boolean readWrite;

    private ByteBufAllocator allocator;
    private int[] sizes;
    private int[] slots;
    private ByteBuf[] buffers;
    private int next;

    /// Draws sizes and slots.
    @Setup
    public void draw(Shared shared) {
        SplittableRandom random = new SplittableRandom(SEED);
        allocator = shared.buffers;
        sizes = profile.draw(random);
        slots = random.ints(sizes.length, 0, live).toArray();
        buffers = new ByteBuf[live];
    }

    /// Releases all.
    @TearDown
    public void release() {
        for (ByteBuf buffer : buffers) {
            if (buffer != null) {
                buffer.release();
            }
        }
    }

    /// On threads as Netty makes them.
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {
                NATIVE_ACCESS,
                HEAP,
                MOST_HEAP,
                TOUCHED,
                NO_LEAK_DETECTION,
                CUSTOM,
                "-Djmh.executor.class=io.hakmem.jmh.LoopThreads"
            })
    public long onEventLoop() {
        return replace();
    }

    /// On others.
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {NATIVE_ACCESS, HEAP, MOST_HEAP, TOUCHED, NO_LEAK_DETECTION})
    public long onPlatformThread() {
        return replace();
    }

    /// On virtual ones.
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {
                NATIVE_ACCESS,
                HEAP,
                MOST_HEAP,
                TOUCHED,
                NO_LEAK_DETECTION,
                CUSTOM,
                "-Djmh.executor.class=io.hakmem.jmh.VirtualThreads"
            })
    public long onVirtualThread() {
        return replace();
    }

    private long replace() {
        int index = next;
        next = (index + 1) & (sizes.length - 1);
        int slot = slots[index];
        ByteBuf old = buffers[slot];
        long read = 0;
        if (old != null) {
            read = readWrite ? readAll(old) : 0;
            old.release();
        }
        ByteBuf fresh = allocator.directBuffer(sizes[index]);
        if (readWrite) {
            writeAll(fresh, sizes[index]);
        }
        buffers[slot] = fresh;
        return read;
    }

    private static void writeAll(ByteBuf buffer, int bytes) {
        int left = bytes;
        for (; left >= Long.BYTES; left -= Long.BYTES) {
            buffer.writeLong(left);
        }
        for (; left > 0; left--) {
            buffer.writeByte(left);
        }
    }

    private static long readAll(ByteBuf buffer) {
        long sum = 0;
        while (buffer.readableBytes() >= Long.BYTES) {
            sum += buffer.readLong();
        }
        while (buffer.isReadable()) {
            sum += buffer.readByte();
        }
        return sum;
    }
}
