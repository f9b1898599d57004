package io.hakmem.jmh;

import io.hakmem.Hakmem;
import io.hakmem.HakmemHeap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Many blocks of 64 bytes allocated, then all freed: by batch, by single calls, and by single calls of a heap of the
/// thread. Nanoseconds per block.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@OperationsPerInvocation(BatchBenchmark.BLOCKS)
public class BatchBenchmark {
    static final int BLOCKS = 4096;
    private static final long BLOCK_BYTES = 64;
    private static final Hakmem HAKMEM = Hakmem.shared();

    private final long[] addresses = new long[BLOCKS];
    private HakmemHeap heap;

    /// Asks for the heap of the thread that measures.
    @Setup
    public void askForHeap() {
        heap = HAKMEM.heap();
    }

    /// One call for all blocks each way.
    @Benchmark
    public long[] batch() {
        HAKMEM.allocateBatch(BLOCK_BYTES, addresses, 0, BLOCKS);
        HAKMEM.freeBatch(addresses, 0, BLOCKS);
        return addresses;
    }

    /// A call for each block.
    @Benchmark
    public long[] single() {
        for (int index = 0; index < BLOCKS; index++) {
            addresses[index] = HAKMEM.allocate(BLOCK_BYTES);
        }
        for (int index = 0; index < BLOCKS; index++) {
            HAKMEM.free(addresses[index]);
        }
        return addresses;
    }

    /// A call for each block, without the look-up of the thread.
    @Benchmark
    public long[] singleByHeap() {
        for (int index = 0; index < BLOCKS; index++) {
            addresses[index] = heap.allocate(BLOCK_BYTES);
        }
        for (int index = 0; index < BLOCKS; index++) {
            heap.free(addresses[index]);
        }
        return addresses;
    }
}
