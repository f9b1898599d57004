package io.hakmem.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.FakeClock;
import io.hakmem.Seed;
import io.hakmem.os.FakePageSource;
import io.hakmem.pool.CacheLimits;
import io.hakmem.pool.Counters;
import io.hakmem.pool.SharedPool;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Blocks of 8 KiB to 1 MiB, replaced at random for long. No memory is touched: committed bytes are the dirty bits.
final class FragmentationTest {
    private static final long LIVE_BYTES = 512L << 20;
    private static final int REPLACEMENTS = Integer.getInteger("hakmem.test.replacements", 100_000);
    private static final double SMALLEST = 8 << 10;
    private static final double RANGE = 128;

    private final FakePageSource source = new FakePageSource();
    private final FakeClock clock = new FakeClock();
    private final AddressSpace space = new AddressSpace(Reservation.of(source, 4L << 30, 2 << 20, new ArrayList<>()));
    private final SharedPool pool = new SharedPool(space, source, CacheLimits.DEFAULT, clock);
    private final RunAllocator runs = new RunAllocator(space, pool, new Counters(), () -> {}, () -> {});
    private final List<Long> live = new ArrayList<>();
    private long liveBytes;

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void replace_mediumSizes_committedStaysNearLive_andAllMergesInTheEnd() {
        long seed = Seed.fresh();
        Random random = new Random(seed);
        for (int step = 0; step < REPLACEMENTS; step++) {
            while (liveBytes > LIVE_BYTES) {
                freeOne(random.nextInt(live.size()));
            }
            allocate((long) (SMALLEST * Math.pow(RANGE, random.nextDouble())), seed);
        }
        long committed = pool.slots().commitment().committedBytes();
        System.out.println("FRAG " + (double) committed / liveBytes + " active "
                + (pool.slots().acquired() - pool.slots().released()) * 2.0 * (1 << 20) / liveBytes);
        assertThat((double) committed / liveBytes)
                .as("committed / live, seed %d", seed)
                .isLessThanOrEqualTo(1.25);
        int highest = pool.slots().highestUsedSlot();
        while (!live.isEmpty()) {
            freeOne(live.size() - 1);
        }
        allocate(LIVE_BYTES, seed);
        assertThat(pool.slots().highestUsedSlot()).as("seed %d", seed).isEqualTo(highest);
        assertThat(pool.isValid() && space.isValid()).as("seed %d", seed).isTrue();
    }

    private void allocate(long bytes, long seed) {
        long address = runs.allocate(bytes, 16);
        assertThat(address).as("%d bytes, seed %d", bytes, seed).isNotZero();
        liveBytes += runs.usableBytes(address);
        live.add(address);
    }

    private void freeOne(int at) {
        long address = live.get(at);
        live.set(at, live.getLast());
        live.removeLast();
        liveBytes -= runs.usableBytes(address);
        assertThat(runs.free(address)).isNull();
    }
}
