package io.hakmem.jmh;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.hakmem.bench.allocator.Allocator;
import java.lang.foreign.MemorySegment;
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

/// The gate: one thread replaces random blocks of 64 bytes among `liveBlocks` live ones. Nanoseconds per pair of one
/// free and one malloc, with the first byte of the new block written.
///
/// It finds the cliff of an allocator whose frees are only cheap while its working set fits one slab per size class.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class GateBenchmark {
    private static final long BLOCK_BYTES = 64;
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// Which allocator; each runs in a fork of its own.
    @Param({Peers.HAKMEM, Peers.GLIBC, Peers.GLIBC_PLAIN})
    public String allocator;

    /// Blocks that are live all the time.
    @Param({"1000", "10000", "100000", "1000000", "10000000"})
    public int liveBlocks;

    private Allocator peer;
    private long[] addresses;
    private int random = 42;

    /// Fills every slot.
    @Setup
    public void allocateAll() {
        peer = Peers.open(allocator);
        addresses = new long[liveBlocks];
        for (int slot = 0; slot < liveBlocks; slot++) {
            addresses[slot] = peer.allocate(BLOCK_BYTES);
        }
    }

    /// Empties every slot.
    @TearDown
    public void freeAll() {
        for (long address : addresses) {
            peer.free(address);
        }
    }

    /// Frees a random block and puts a new one in its place.
    @Benchmark
    public long replace() {
        int slot = nextSlot();
        peer.free(addresses[slot]);
        long address = peer.allocate(BLOCK_BYTES);
        MEMORY.set(JAVA_BYTE, address, (byte) slot);
        addresses[slot] = address;
        return address;
    }

    /// The next slot of an xorshift sequence, by multiplication instead of division.
    private int nextSlot() {
        int r = random;
        r ^= r << 13;
        r ^= r >>> 17;
        r ^= r << 5;
        random = r;
        return (int) ((Integer.toUnsignedLong(r) * liveBlocks) >>> 32);
    }
}
