package io.hakmem.jmh;

import io.hakmem.Hakmem;
import io.hakmem.Stats;
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

/// The price of a look at all figures of an allocator, by the number of its live blocks.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class StatsBenchmark {
    private static final long BLOCK_BYTES = 64;

    /// Blocks that are live all the time.
    @Param({"0", "100000", "10000000"})
    public int liveBlocks;

    private final Hakmem hakmem = Hakmem.shared();
    private long[] addresses;

    /// Fills every slot.
    @Setup
    public void allocateAll() {
        addresses = new long[liveBlocks];
        for (int slot = 0; slot < liveBlocks; slot++) {
            addresses[slot] = hakmem.allocate(BLOCK_BYTES);
        }
    }

    /// Empties every slot.
    @TearDown
    public void freeAll() {
        for (long address : addresses) {
            hakmem.free(address);
        }
    }

    /// Returns all figures.
    @Benchmark
    public Stats stats() {
        return hakmem.stats();
    }
}
