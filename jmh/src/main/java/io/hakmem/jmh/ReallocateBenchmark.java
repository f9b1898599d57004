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

/// A buffer that doubles ten times, from 64 bytes to 64 KiB. Nanoseconds for one reallocation.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ReallocateBenchmark {
    private static final int DOUBLINGS = 10;
    private static final long FIRST_BYTES = 64;

    /// Which allocator; each runs in a fork of its own.
    @Param({Peers.HAKMEM, Peers.GLIBC, Peers.GLIBC_PLAIN})
    public String allocator;

    private Allocator peer;

    /// Loads the allocator of this fork.
    @Setup
    public void open() {
        peer = Peers.open(allocator);
    }

    /// Grows a block, and frees it.
    @Benchmark
    @OperationsPerInvocation(DOUBLINGS)
    public void grow() {
        long address = peer.allocate(FIRST_BYTES);
        for (int doubling = 1; doubling <= DOUBLINGS; doubling++) {
            address = peer.reallocate(address, FIRST_BYTES << doubling);
        }
        peer.free(address);
    }
}
