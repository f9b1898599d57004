package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.os.FakePageSource;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How much goes back, and how fast, by the options: 64 MiB are freed but for a block in each 64 KiB, and looks are
/// made on a fake clock.
class UpkeepPolicyTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final int BLOCKS = 512;
    private static final long BLOCK_BYTES = 64 << 10;
    private static final long LOOK_NANOS = 250_000_000L;

    private final FakePageSource source = new FakePageSource();
    private final FakeClock clock = new FakeClock();

    @AfterEach
    void close() {
        source.close();
    }

    private Hakmem burst(UnaryOperator<Options.Builder> options, boolean keepSome) {
        Hakmem hakmem = new Hakmem(source, options.apply(TestHakmem.options()).build(), clock);
        long[] blocks = new long[2 * BLOCKS];
        hakmem.allocateBatch(BLOCK_BYTES, blocks, 0, blocks.length);
        for (int block = 0; block < blocks.length; block++) {
            if (!keepSome || block % 2 == 0) {
                hakmem.free(blocks[block]);
            }
        }
        assertThat(committed(hakmem)).isEqualTo(2 * BLOCKS * BLOCK_BYTES);
        return hakmem;
    }

    private static long committed(Hakmem hakmem) {
        return hakmem.stats().memory().committedBytes();
    }

    private void looksFor(Hakmem hakmem, double seconds) {
        for (long nanos = 0; nanos < seconds * 1e9; nanos += LOOK_NANOS) {
            clock.advanceNanos(LOOK_NANOS);
            boolean ignored = hakmem.parts().upkeep().look();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 16})
    void warmReserve_ofSoManyMebibytes_staysCommitted(long mebibytes) {
        Hakmem hakmem = burst(options -> options.warmReserveBytes(mebibytes * MEBIBYTE), false);
        looksFor(hakmem, 5);
        assertThat(committed(hakmem)).isEqualTo(mebibytes * MEBIBYTE);
        hakmem.trim();
        assertThat(committed(hakmem)).isZero();
        HeapValidator.assertValid(hakmem);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 8})
    void purgeRate_ofSoManyMebibytes_isNotPassed(long mebibytes) {
        Hakmem hakmem = burst(options -> options.warmReserveBytes(0).purgeBytesPerSecond(mebibytes * MEBIBYTE), true);
        long before = committed(hakmem);
        looksFor(hakmem, 4);
        long purged = before - committed(hakmem);
        assertThat(purged).isPositive().isLessThanOrEqualTo((4 + 1) * mebibytes * MEBIBYTE);
        looksFor(hakmem, 40);
        assertThat(committed(hakmem)).isEqualTo(BLOCKS * BLOCK_BYTES);
        HeapValidator.assertValid(hakmem);
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 4000})
    void purgeDelay_ofSoManyMillis_isWaitedFor(long millis) {
        Hakmem hakmem = burst(options -> options.warmReserveBytes(0).purgeDelayMillis(millis), true);
        long before = committed(hakmem);
        looksFor(hakmem, millis / 2e3);
        assertThat(committed(hakmem)).isEqualTo(before);
        looksFor(hakmem, millis / 1e3 + 1);
        assertThat(committed(hakmem)).isEqualTo(BLOCKS * BLOCK_BYTES);
        HeapValidator.assertValid(hakmem);
    }
}
