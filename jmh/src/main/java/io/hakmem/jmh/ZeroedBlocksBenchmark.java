package io.hakmem.jmh;

import io.hakmem.Hakmem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Zeroed memory, 64 KiB at a time: on pages that were used before, and on such as were never used or went back to the
/// system. Nanoseconds per block; nobody writes to it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@OperationsPerInvocation(ZeroedBlocksBenchmark.BLOCKS)
public class ZeroedBlocksBenchmark {
    static final int BLOCKS = 256;
    private static final long BLOCK_BYTES = 1 << 16;
    private static final Hakmem HAKMEM = Hakmem.shared();

    /// The blocks of one call, which are freed after it, outside of the measured time.
    @State(Scope.Thread)
    public static class Blocks {
        private final long[] addresses = new long[BLOCKS];

        void allocate() {
            for (int index = 0; index < BLOCKS; index++) {
                addresses[index] = HAKMEM.allocateZeroed(BLOCK_BYTES);
            }
        }

        /// Frees them.
        @TearDown(Level.Invocation)
        public void free() {
            HAKMEM.freeBatch(addresses, 0, BLOCKS);
        }
    }

    /// All free pages are with the system.
    public static class FreshBlocks extends Blocks {
        /// Gives them back.
        @Setup(Level.Invocation)
        public void trim() {
            HAKMEM.trim();
        }
    }

    /// As many blocks were used just before.
    public static class UsedBlocks extends Blocks {
        /// Uses them.
        @Setup(Level.Invocation)
        public void use() {
            for (int index = 0; index < BLOCKS; index++) {
                MemorySegment segment = HAKMEM.allocateSegment(BLOCK_BYTES).fill((byte) 1);
                super.addresses[index] = segment.address();
            }
            free();
        }
    }

    /// An arena of the JDK.
    @State(Scope.Thread)
    public static class JdkArena {
        private Arena arena;

        /// Opens it.
        @Setup(Level.Invocation)
        public void open() {
            arena = Arena.ofConfined();
        }

        /// Closes it, outside of the measured time.
        @TearDown(Level.Invocation)
        public void close() {
            arena.close();
        }
    }

    /// Zeroed blocks on clean pages.
    @Benchmark
    public void fresh(FreshBlocks blocks) {
        blocks.allocate();
    }

    /// Zeroed blocks on pages that were written.
    @Benchmark
    public void used(UsedBlocks blocks) {
        blocks.allocate();
    }

    /// Segments of the JDK's arena for one thread.
    @Benchmark
    public void jdkConfined(JdkArena jdk) {
        for (int index = 0; index < BLOCKS; index++) {
            jdk.arena.allocate(BLOCK_BYTES);
        }
    }
}
