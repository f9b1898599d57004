package io.hakmem.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Hakmem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.rounding.DefaultRoundingPolicy;
import org.apache.arrow.memory.rounding.RoundingPolicy;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What 10^5 vectors of random lengths take, rounded by us and by Arrow's default. The table in `docs/arrow.md` is the
/// output of this test.
class RoundingTest {
    private static final int VECTORS = 100_000;
    private static final long SEED = 42;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final RoundingPolicy policy = new HakmemRoundingPolicy(Hakmem.shared());

    @ParameterizedTest
    @ValueSource(longs = {128, 129, 1000, 5000, 8192, 8193, 1_000_000, 20_000_000})
    void roundedSize_from128Bytes_addsAQuarterAtMostOrAPage(long bytes) {
        assertThat(policy.getRoundedSize(bytes))
                .isBetween(bytes, Math.max(bytes + bytes / 4, (bytes + 4095) / 4096 * 4096));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 4096})
    void roundedSize_thatNoBlockHas_isLeftToTheAllocator(long bytes) {
        assertThat(policy.getRoundedSize(bytes)).isEqualTo(bytes);
    }

    @Test
    void roundedSize_ofARoundedSize_isItself() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            long rounded = policy.getRoundedSize(logUniform(random, 1 << 26));
            assertThat(policy.getRoundedSize(rounded)).isEqualTo(rounded);
        }
    }

    @Test
    @SuppressWarnings("SystemOut") // the table
    void vectors_ofRandomLength_takeLessThanByPowersOfTwo() {
        System.out.println(
                "| vectors | values, MiB | rounding | Arrow's account, MiB | committed, MiB | per byte of values |");
        System.out.println("|---|---|---|---|---|---|");
        for (Kind kind : Kind.values()) {
            long ours = measure(kind, "HAKMEM's sizes", policy);
            long powers = measure(kind, "powers of two", DefaultRoundingPolicy.DEFAULT_ROUNDING_POLICY);

            assertThat(ours).isLessThan(powers * 9 / 10);
        }
    }

    /// Allocates the vectors, prints a line of the table, and returns the bytes that were committed for them.
    @SuppressWarnings("SystemOut")
    private static long measure(Kind kind, String name, RoundingPolicy rounding) {
        try (Hakmem hakmem = Hakmem.shared().child("rounding", 0);
                BufferAllocator root = new RootAllocator(RootAllocator.configBuilder()
                        .allocationManagerFactory(HakmemAllocationFactory.of(hakmem))
                        .roundingPolicy(rounding)
                        .build())) {
            Random random = new Random(SEED);
            List<BaseFixedWidthVector> vectors = new ArrayList<>(VECTORS);
            long valueBytes = 0;
            for (int i = 0; i < VECTORS; i++) {
                int length = logUniform(random, kind.longest);
                BaseFixedWidthVector vector = kind.newVector(root);
                vector.allocateNew(length);
                vectors.add(vector);
                valueBytes += (long) length * kind.valueBits / 8 + (length + 7) / 8;
            }
            long committed = hakmem.stats().memory().committedBytes();
            System.out.printf(
                    "| %s, 1 to %,d | %.0f | %s | %.0f | %.0f | %.2f |%n",
                    kind,
                    kind.longest,
                    mib(valueBytes),
                    name,
                    mib(root.getAllocatedMemory()),
                    mib(committed),
                    (double) committed / valueBytes);
            vectors.forEach(BaseFixedWidthVector::close);
            awaitNothingLive(hakmem);
            return committed;
        }
    }

    /// What is on its way back to the system counts as live for a moment.
    private static void awaitNothingLive(Hakmem hakmem) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (hakmem.stats().memory().liveBytes() != 0 && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(hakmem.stats().memory().liveBytes()).isZero();
    }

    private static double mib(long bytes) {
        return bytes / 1048576.0;
    }

    /// From 1 to `longest`, each doubling as likely as the others.
    private static int logUniform(Random random, int longest) {
        return (int) Math.exp(random.nextDouble() * Math.log(longest));
    }

    private enum Kind {
        BITS(1, 1 << 18),
        INTS(32, 1 << 14),
        LONGS(64, 1 << 13);

        private final int valueBits;
        private final int longest;

        Kind(int valueBits, int longest) {
            this.valueBits = valueBits;
            this.longest = longest;
        }

        private BaseFixedWidthVector newVector(BufferAllocator root) {
            return switch (this) {
                case BITS -> new BitVector("bits", root);
                case INTS -> new IntVector("ints", root);
                case LONGS -> new BigIntVector("longs", root);
            };
        }
    }
}
