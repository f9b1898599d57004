package io.hakmem.jmh;

import io.hakmem.bench.allocator.Allocator;
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
import org.openjdk.jmh.annotations.Warmup;

/// The shortest life of a block: nanoseconds for one malloc and the free that follows at once.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class PairBenchmark {
    /// Which allocator; each runs in a fork of its own.
    @Param({Peers.HAKMEM, Peers.HAKMEM_FAST, Peers.HAKMEM_HARDENED, Peers.GLIBC, Peers.GLIBC_PLAIN})
    public String allocator;

    /// Size of the block.
    @Param({"16", "64", "256", "1024", "8192"})
    public long bytes;

    private Allocator peer;

    /// Loads the allocator of this fork.
    @Setup
    public void open() {
        peer = Peers.open(allocator);
    }

    /// Returns the address of a block that is free again.
    @Benchmark
    public long allocateAndFree() {
        long address = peer.allocate(bytes);
        peer.free(address);
        return address;
    }
}
