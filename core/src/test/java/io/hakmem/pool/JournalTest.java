package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hakmem.FakeClock;
import io.hakmem.os.FakePageSource;
import io.hakmem.slab.AddressSpace;
import io.hakmem.slab.Reservation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a pool notes of its slow paths.
class JournalTest {
    private static final int CLASS = 3;

    private final FakePageSource source = new FakePageSource();
    private final List<JournalEvent> events = new ArrayList<>();
    private final AddressSpace space = new AddressSpace(Reservation.of(source, 16 << 20, 1 << 20, new ArrayList<>()));

    @AfterEach
    void close() {
        source.close();
    }

    private SharedPool poolNoting(Set<Topic> topics) {
        return poolWith(Journal.to(topics, events::add));
    }

    private SharedPool poolWith(Journal journal) {
        PoolSettings settings =
                new PoolSettings(CacheLimits.DEFAULT, 0, journal, LockWaits.uncounted(), LockWaits.uncounted());
        Commitment commitment = new Commitment(source.pageBytes(), MemoryLimits.NONE, null);
        return new SharedPool(space, source, settings, commitment, new FakeClock());
    }

    /// The life of one slab, and of the SuperSlab around it.
    private static void live(SharedPool pool) {
        Counters counters = new Counters();
        Claim claim = new Claim();
        assertThat(pool.slots().grow(1, counters)).isTrue();
        assertThat(pool.takeFreeSlot(CLASS, 0, claim, counters)).isTrue();
        pool.giveBack(claim.slab(), claim.word(), claim.bits());
        pool.expireAllKept();
        pool.slots().evictAll();
    }

    private List<String> notedOf(Topic topic) {
        live(poolNoting(EnumSet.of(topic)));
        assertThat(events).allMatch(event -> event.topic() == topic);
        return events.stream()
                .map(event -> event.message().replaceAll("0x[0-9a-f]+| \\[thread \\d+]", ""))
                .toList();
    }

    @Test
    void slots_ofALife_areBirthAndRetirement() {
        assertThat(notedOf(Topic.SLOT))
                .containsExactly("slab born in slot 16, of class 3", "slab retired in slot 16, of class 3");
    }

    @Test
    void pool_ofALife_isGrowth() {
        assertThat(notedOf(Topic.POOL)).containsExactly("grown from SuperSlab 1 on by 1");
    }

    @Test
    void cache_ofALife_isPushAndEviction() {
        assertThat(notedOf(Topic.CACHE)).containsExactly("SuperSlab 1 cached", "SuperSlab 1 evicted from the cache");
    }

    @Test
    void purge_ofALife_isOfTheSuperSlab() {
        assertThat(notedOf(Topic.PURGE)).containsExactly("1048576 bytes given back at ");
    }

    @Test
    void purge_refused_isNotedSo() {
        source.refuse(FakePageSource.Call.PURGE, 0, 12);
        assertThat(notedOf(Topic.PURGE)).containsExactly("1048576 bytes refused by the system at ");
    }

    @Test
    void free_refused_isNotedAsTheCallerIsTold() {
        Journal.to(EnumSet.of(Topic.FREE), events::add).freeRefused("a refusal");
        assertThat(events.getFirst().message())
                .isEqualTo("a refusal [thread " + Thread.currentThread().threadId() + "]");
    }

    @Test
    void nothing_withoutTopics_isNoted() {
        live(poolNoting(EnumSet.noneOf(Topic.class)));
        assertThat(events).isEmpty();
    }

    @Test
    void noJavaHeap_forAnEvent_losesTheEventOnly() {
        SharedPool pool = poolWith(Journal.to(EnumSet.allOf(Topic.class), event -> {
            throw new OutOfMemoryError("for the test");
        }));
        assertThatCode(() -> live(pool)).doesNotThrowAnyException();
        assertThat(pool.isValid()).isTrue();
    }
}
