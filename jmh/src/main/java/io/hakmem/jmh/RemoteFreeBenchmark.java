package io.hakmem.jmh;

import io.hakmem.bench.allocator.Allocator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/// One thread allocates, another one frees; a ring of addresses lies between them. Nanoseconds for one block to pass,
/// with the ring's own cost, which `null` shows.
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class RemoteFreeBenchmark {
    private static final int RING = 4_096;
    private static final long BLOCK_BYTES = 64;

    /// Which allocator; each runs in a fork of its own.
    @Param({Peers.HAKMEM, Peers.GLIBC, Peers.GLIBC_PLAIN, Peers.NULL})
    public String allocator;

    private final AtomicLongArray ring = new AtomicLongArray(RING);
    private final AtomicLong allocated = new AtomicLong();
    private final AtomicLong freed = new AtomicLong();
    private Allocator peer;

    /// Loads the allocator of this fork.
    @Setup
    public void open() {
        peer = Peers.open(allocator);
    }

    /// Frees what is on its way.
    @TearDown
    public void drain() {
        while (freed.get() < allocated.get()) {
            freeNext();
        }
    }

    /// Allocates a block and hands it over.
    @Benchmark
    @Group("remote")
    public void allocate(Control control) {
        long number = allocated.getPlain();
        while (number - freed.getAcquire() == RING) {
            if (control.stopMeasurement) {
                return;
            }
            Thread.onSpinWait();
        }
        ring.setPlain((int) (number % RING), peer.allocate(BLOCK_BYTES));
        allocated.setRelease(number + 1);
    }

    /// Frees the oldest block.
    @Benchmark
    @Group("remote")
    public void free(Control control) {
        while (freed.getPlain() == allocated.getAcquire()) {
            if (control.stopMeasurement) {
                return;
            }
            Thread.onSpinWait();
        }
        freeNext();
    }

    private void freeNext() {
        long number = freed.getPlain();
        long address = ring.getPlain((int) (number % RING));
        freed.setRelease(number + 1);
        peer.free(address);
    }
}
