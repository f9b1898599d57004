package io.hakmem;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Wrong writes that were found when nobody could be blamed for them: counted, told to the user's callback, and the
/// first, second, fourth, eighth and so on to the logger `io.hakmem`.
final class MisuseReports {
    private final ReportCallback callback = new ReportCallback("misuse");
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong writesAfterFree = new AtomicLong();

    ReportCallback callback() {
        return callback;
    }

    void tell(String report) {
        tell(report, null);
    }

    /// @param freedAt where the block was freed, if that is known
    void tellWriteAfterFree(String report, @Nullable Throwable freedAt) {
        writesAfterFree.getAndIncrement();
        tell(report, freedAt);
    }

    private void tell(String report, @Nullable Throwable freedAt) {
        long number = told.incrementAndGet();
        if (Long.bitCount(number) == 1) {
            SystemLog.warn(
                    report + " (Report " + number + "; the next one to be logged is " + 2 * number + ".)", freedAt);
        }
        callback.tell(report);
    }

    /// Blocks that were found written after they were freed.
    long writesAfterFree() {
        return writesAfterFree.get();
    }
}
