package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.FakeClock;
import io.hakmem.Rivals;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Reservation;
import io.hakmem.slab.SuperSlab;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Limits, order and counters; no memory is touched, so the reservation is made up.
final class SuperSlabCacheTest {
    private static final long MIB = 1 << 20;
    private static final long TTL_NANOS = CacheLimits.DEFAULT.ttlNanos();

    private final FakeClock clock = new FakeClock();
    private final AddressSpace space =
            new AddressSpace(new Reservation(1L << 40, 1024 * MIB, 1 << 20, 4096, 1L << 40, 1025 * MIB));
    private final SuperSlabCache cache = new SuperSlabCache(space, PoolSettings.of(CacheLimits.DEFAULT), clock);

    @Test
    void limits_byDefault_areThoseOfTheDesign() {
        assertThat(CacheLimits.DEFAULT).isEqualTo(new CacheLimits(256, 512 * MIB, 60_000_000_000L));
    }

    @Test
    void overdueToOwned_256InTheCache_allStay() {
        push(cache, 256);
        assertThat(cache.overdueToOwned()).isNull();
    }

    @Test
    void overdueToOwned_257InTheCache_evictsTheOldest() {
        List<SuperSlab> pushed = push(cache, 257);
        assertThat(cache.overdueToOwned()).isSameAs(pushed.getFirst());
    }

    @Test
    void overdueToOwned_257InTheCache_evictsOneOnly() {
        push(cache, 257);
        cache.overdueToOwned();
        assertThat(cache.overdueToOwned()).isNull();
    }

    @Test
    void isOverfull_256InTheCache_isFalse() {
        push(cache, 256);
        assertThat(cache.isOverfull()).isFalse();
    }

    @Test
    void isOverfull_257InTheCache_isTrueUntilSomebodyLooks() {
        push(cache, 257);
        assertThat(cache.isOverfull()).isTrue();
        cache.overdueToOwned();
        assertThat(cache.isOverfull()).isFalse();
    }

    @Test
    void overdueToOwned_exactlyTheByteLimit_allStay() {
        SuperSlabCache small =
                new SuperSlabCache(space, PoolSettings.of(new CacheLimits(256, 3 * MIB, TTL_NANOS)), clock);
        push(small, 3);
        assertThat(small.overdueToOwned()).isNull();
    }

    @Test
    void overdueToOwned_aboveTheByteLimit_evictsTheOldest() {
        SuperSlabCache small =
                new SuperSlabCache(space, PoolSettings.of(new CacheLimits(256, 4 * MIB - 1, TTL_NANOS)), clock);
        List<SuperSlab> pushed = push(small, 4);
        assertThat(small.overdueToOwned()).isSameAs(pushed.getFirst());
    }

    @Test
    void overdueToOwned_aNanosecondBeforeItsTime_stays() {
        push(cache, 1);
        clock.advanceNanos(TTL_NANOS - 1 - 1); // a push advances by one
        assertThat(cache.overdueToOwned()).isNull();
    }

    @Test
    void overdueToOwned_atItsTime_isEvicted() {
        List<SuperSlab> pushed = push(cache, 1);
        clock.advanceNanos(TTL_NANOS - 1);
        assertThat(cache.overdueToOwned()).isSameAs(pushed.getFirst());
    }

    @Test
    void overdueToOwned_aNanosecondAfterItsTime_isEvicted() {
        List<SuperSlab> pushed = push(cache, 1);
        clock.advanceNanos(TTL_NANOS);
        assertThat(cache.overdueToOwned()).isSameAs(pushed.getFirst());
    }

    @Test
    void overdueToOwned_youngerOnes_stayBehindTheOldest() {
        push(cache, 3);
        clock.advanceNanos(TTL_NANOS - 3);
        cache.overdueToOwned();
        assertThat(cache.overdueToOwned()).isNull();
    }

    @Test
    void overdueToOwned_atAClockBelowZero_agesAsWell() {
        clock.setNanos(Long.MAX_VALUE - 5);
        List<SuperSlab> pushed = push(cache, 2);
        clock.advanceNanos(TTL_NANOS);
        assertThat(cache.overdueToOwned()).isSameAs(pushed.getFirst());
    }

    @Test
    void overdueToOwned_theClockWentBackwards_evictsNothing() {
        clock.setNanos(10 * TTL_NANOS);
        push(cache, 1);
        clock.setNanos(0);
        assertThat(cache.overdueToOwned()).isNull();
    }

    @Test
    void overdueToOwned_theClockWentBackwards_theStayBeginsAnew() {
        clock.setNanos(10 * TTL_NANOS);
        List<SuperSlab> pushed = push(cache, 1);
        clock.setNanos(0);
        cache.overdueToOwned();
        clock.setNanos(TTL_NANOS);
        assertThat(cache.overdueToOwned()).isSameAs(pushed.getFirst());
    }

    @Test
    void overdueToOwned_theClockWentBackwards_everyStayBeginsAnew() {
        clock.setNanos(10 * TTL_NANOS);
        push(cache, 3);
        clock.setNanos(0);
        cache.overdueToOwned();
        clock.setNanos(TTL_NANOS);
        assertThat(drain(cache)).hasSize(3);
    }

    @Test
    void youngestToOwned_several_isTheLastPushed() {
        List<SuperSlab> pushed = push(cache, 5);
        assertThat(cache.youngestToOwned()).isSameAs(pushed.getLast());
    }

    @Test
    void youngestToOwned_pushedInAnyOrder_goesByTimeNotByIndex() {
        SuperSlab high = space.superSlab(900);
        SuperSlab low = space.superSlab(2);
        push(high);
        push(low);
        assertThat(cache.youngestToOwned()).isSameAs(low);
    }

    @Test
    void youngestToOwned_untilEmpty_givesEachOnce() {
        List<SuperSlab> pushed = push(cache, 5);
        List<SuperSlab> taken = new ArrayList<>();
        for (SuperSlab next = cache.youngestToOwned(); next != null; next = cache.youngestToOwned()) {
            taken.add(next);
        }
        assertThat(taken).isEqualTo(pushed.reversed());
    }

    @Test
    void oldestToOwned_notDue_isTakenAllTheSame() {
        List<SuperSlab> pushed = push(cache, 2);
        assertThat(cache.oldestToOwned()).isSameAs(pushed.getFirst());
    }

    @Test
    void oldestToOwned_empty_isNull() {
        assertThat(cache.oldestToOwned()).isNull();
    }

    @Test
    void holds_pushedAndTaken_followsTheBit() {
        push(cache, 1);
        assertThat(cache.holds(1)).isTrue();
        cache.youngestToOwned();
        assertThat(cache.holds(1)).isFalse();
    }

    @Test
    void counters_everyKind_countOnce() {
        push(cache, 3);
        cache.youngestToOwned();
        cache.oldestToOwned();
        cache.oldestToOwned();
        cache.youngestToOwned();
        assertThat(new long[] {cache.pushes(), cache.hits(), cache.evictions(), cache.misses()})
                .containsExactly(3, 1, 2, 1);
    }

    @Test
    void counters_nothingOverdue_countNoEviction() {
        push(cache, 3);
        cache.overdueToOwned();
        assertThat(cache.evictions()).isZero();
    }

    @Test
    void size_byRivalsThatTakeAndPush_losesNone() {
        push(cache, 6);
        AtomicIntegerArray owners = new AtomicIntegerArray(16);
        Rivals.race(3, rival -> {
            for (int step = 0; step < 5_000; step++) {
                SuperSlab mine = step % 2 == 0 ? cache.youngestToOwned() : cache.oldestToOwned();
                if (mine != null) {
                    assertThat(owners.getAndSet(mine.index(), 1)).isZero();
                    owners.set(mine.index(), 0);
                    cache.ownedToCached(mine);
                }
            }
        });
        assertThat(cache.size()).isEqualTo(6);
    }

    private void push(SuperSlab superSlab) {
        cache.ownedToCached(superSlab);
        clock.advanceNanos(1);
    }

    /// Pushes the SuperSlabs 1, 2, …, a nanosecond apart.
    private List<SuperSlab> push(SuperSlabCache into, int count) {
        List<SuperSlab> pushed = new ArrayList<>();
        for (int index = 1; index <= count; index++) {
            pushed.add(space.superSlab(index));
            into.ownedToCached(space.superSlab(index));
            clock.advanceNanos(1);
        }
        return pushed;
    }

    private static List<SuperSlab> drain(SuperSlabCache from) {
        List<SuperSlab> overdue = new ArrayList<>();
        @Nullable SuperSlab next = from.overdueToOwned();
        while (next != null) {
            overdue.add(next);
            next = from.overdueToOwned();
        }
        return overdue;
    }
}
