package io.hakmem.jmh;

import io.hakmem.bench.allocator.Allocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Many blocks at a time, more than a thread keeps to itself: bins are refilled and flushed over and over. Nanoseconds
/// for one malloc and one free of a block.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class BulkBenchmark {
    private static final int BLOCKS = 65_536;

    /// Which allocator; each runs in a fork of its own.
    @Param({Peers.HAKMEM, Peers.GLIBC, Peers.GLIBC_PLAIN})
    public String allocator;

    /// Size of the blocks.
    @Param({"16", "64", "1024"})
    public long bytes;

    private final long[] addresses = new long[BLOCKS];
    private Allocator peer;

    /// Loads the allocator of this fork.
    @Setup
    public void open() {
        peer = Peers.open(allocator);
    }

    /// Allocates all, then frees them in the same order.
    @Benchmark
    @OperationsPerInvocation(BLOCKS)
    public void refillAndFlush() {
        for (int block = 0; block < BLOCKS; block++) {
            addresses[block] = peer.allocate(bytes);
        }
        for (long address : addresses) {
            peer.free(address);
        }
    }
}
