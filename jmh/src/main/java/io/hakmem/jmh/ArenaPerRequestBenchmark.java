package io.hakmem.jmh;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.hakmem.Contents;
import io.hakmem.Hakmem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A request that opens an arena, allocates five segments of 16 to 512 bytes, writes a byte to each, and closes the
/// arena. Nanoseconds per request.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ArenaPerRequestBenchmark {
    private static final Hakmem HAKMEM = Hakmem.shared();
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final MemorySegment preallocated = Arena.global().allocate(4096, 16);

    // Fields, so that no length is a constant to the compiler.
    private long first = 16;
    private long second = 48;
    private long third = 128;
    private long fourth = 256;
    private long fifth = 512;

    private void serve(SegmentAllocator memory) {
        memory.allocate(first).set(JAVA_BYTE, 0, (byte) 1);
        memory.allocate(second).set(JAVA_BYTE, 0, (byte) 2);
        memory.allocate(third).set(JAVA_BYTE, 0, (byte) 3);
        memory.allocate(fourth).set(JAVA_BYTE, 0, (byte) 4);
        memory.allocate(fifth).set(JAVA_BYTE, 0, (byte) 5);
    }

    /// Our arena for one thread.
    @Benchmark
    public void confined() {
        try (Arena arena = HAKMEM.confinedArena(Contents.UNDEFINED)) {
            serve(arena);
        }
    }

    /// The same, zeroed.
    @Benchmark
    public void confinedZeroed() {
        try (Arena arena = HAKMEM.confinedArena()) {
            serve(arena);
        }
    }

    /// Our arena for all threads.
    @Benchmark
    public void shared() {
        try (Arena arena = HAKMEM.sharedArena(Contents.UNDEFINED)) {
            serve(arena);
        }
    }

    /// The JDK's arena for one thread.
    @Benchmark
    public void jdkConfined() {
        try (Arena arena = Arena.ofConfined()) {
            serve(arena);
        }
    }

    /// The JDK's arena for all threads.
    @Benchmark
    public void jdkShared() {
        try (Arena arena = Arena.ofShared()) {
            serve(arena);
        }
    }

    /// Slices of a segment that is never freed: neither zeroed nor checked after the request.
    @Benchmark
    public void jdkSlicing() {
        serve(SegmentAllocator.slicingAllocator(preallocated));
    }

    /// Five blocks by address, and no arena.
    @Benchmark
    public void addresses() {
        long one = allocate(first);
        long two = allocate(second);
        long three = allocate(third);
        long four = allocate(fourth);
        long five = allocate(fifth);
        HAKMEM.free(one);
        HAKMEM.free(two);
        HAKMEM.free(three);
        HAKMEM.free(four);
        HAKMEM.free(five);
    }

    private static long allocate(long bytes) {
        long address = HAKMEM.allocate(bytes);
        MEMORY.set(JAVA_BYTE, address, (byte) 1);
        return address;
    }
}
