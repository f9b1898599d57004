package io.hakmem.pool;

import io.hakmem.os.PageSource;
import io.hakmem.os.PageSourceException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The calls that give pages back to the system, and what it refused.
final class Purges {
    private final PageSource source;
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable Throwable lastRefusal;

    Purges(PageSource source) {
        this.source = source;
    }

    /// Gives owned pages back; false, and they are as before, when the system refuses or there is no Java heap to ask
    /// it.
    boolean purge(long address, long bytes) {
        try {
            source.purge(address, bytes);
            return true;
        } catch (PageSourceException | OutOfMemoryError e) {
            lastRefusal = e;
            refused.getAndIncrement();
            return false;
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
