package io.hakmem.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.FakeClock;
import io.hakmem.TestHakmem;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What a lock tells of those who waited for it.
@SuppressWarnings("LockNotBeforeTry") // a test that fails needs its lock no more
class CountedLockTest {
    private final AtomicLong nanos = new AtomicLong();

    private void haveAnotherThreadWait(LockWaits waits) {
        CountedLock lock = new CountedLock(waits);
        lock.lock();
        Thread waiting = Thread.ofPlatform().start(() -> {
            lock.lock();
            lock.unlock();
        });
        while (!lock.hasQueuedThread(waiting)) {
            Thread.onSpinWait();
        }
        nanos.set(7);
        lock.unlock();
        TestHakmem.join(waiting);
    }

    @Test
    void wait_thatIsCounted_isOneOfItsLength() {
        LockWaits waits = new LockWaits(true, nanos::get);
        haveAnotherThreadWait(waits);
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.nanos()).isEqualTo(7);
    }

    @Test
    void wait_thatIsNot_isNone() {
        LockWaits waits = new LockWaits(false, nanos::get);
        haveAnotherThreadWait(waits);
        assertThat(waits.count()).isZero();
    }

    @Test
    void lock_thatIsFree_isNoWait() {
        LockWaits waits = new LockWaits(true, new FakeClock());
        CountedLock lock = new CountedLock(waits);
        lock.lock();
        lock.lock();
        assertThat(lock.getHoldCount()).isEqualTo(2);
        assertThat(waits.count()).isZero();
    }
}
