package io.hakmem.pool;

import io.hakmem.os.PageSource;
import io.hakmem.os.PageSourceException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The calls that give pages back to the system, and what it refused.
final class Purges {
    private final PageSource source;
    private final Journal journal;
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable Throwable lastRefusal;

    /// Held while free memory is taken out of circulation for a purge. Nobody holds the growth lock when it waits here.
    private final CountedLock underWay;

    private final AtomicLong ended = new AtomicLong();

    Purges(PageSource source, PoolSettings settings) {
        this.source = source;
        this.journal = settings.journal();
        this.underWay = new CountedLock(settings.purgeWaits());
    }

    /// Gives owned pages back; false, and they are as before, when the system refuses or there is no Java heap to ask
    /// it.
    boolean purge(long address, long bytes) {
        try {
            source.purge(address, bytes);
            journal.purged(address, bytes);
            return true;
        } catch (PageSourceException | OutOfMemoryError e) {
            journal.purgeRefused(address, bytes);
            return refused(e);
        }
    }

    /// As the other, for several ranges; when it is refused, each is as before or reads zero.
    boolean purge(long[] addresses, long[] lengths, int count) {
        try {
            source.purge(addresses, lengths, count);
            for (int range = 0; range < count; range++) {
                journal.purged(addresses[range], lengths[range]);
            }
            return true;
        } catch (PageSourceException | OutOfMemoryError e) {
            journal.purgeRefused(addresses[0], lengths[0]);
            return refused(e);
        }
    }

    private boolean refused(Throwable e) {
        lastRefusal = e;
        refused.getAndIncrement();
        return false;
    }

    /// Begins an act that takes free memory out of circulation, purges it and puts it back: one at a time. Pairs with
    /// [#end].
    void begin() {
        underWay.lock();
    }

    /// As [#begin], unless there is another one.
    boolean tryBegin() {
        return underWay.tryLock();
    }

    void end() {
        ended.getAndIncrement();
        underWay.unlock();
    }

    /// Number of acts that have ended: to be read before a search for free memory.
    long ended() {
        return ended.get();
    }

    /// After a search in vain: waits for the act under way, if there is one; whether any ended since that number was
    /// read, so that another search may find what it held.
    boolean waitForOthers(long endedBefore) {
        underWay.lock();
        try {
            return ended.get() != endedBefore;
        } finally {
            underWay.unlock();
        }
    }

    long refused() {
        return refused.get();
    }

    String lastRefusal() {
        Throwable last = lastRefusal;
        return last == null ? "" : String.valueOf(last.getMessage());
    }
}
