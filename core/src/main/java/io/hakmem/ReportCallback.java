package io.hakmem;

import io.hakmem.maintain.Callback;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// A user's callback that gets reports, each a text, in their order. When it is slow, the oldest are dropped.
final class ReportCallback {
    private static final int MOST_UNTOLD = 64;

    private final Callback callback;
    private final ConcurrentLinkedQueue<String> untold = new ConcurrentLinkedQueue<>();

    ReportCallback(String what) {
        this.callback = new Callback(what);
    }

    /// Has `consumer` called with each report from now on.
    void call(Consumer<String> consumer) {
        callback.call(() -> {
            String report = untold.poll();
            if (report != null) {
                consumer.accept(report);
            }
        });
    }

    void tell(String report) {
        if (callback.isWanted()) {
            if (untold.size() >= MOST_UNTOLD) {
                untold.poll();
            }
            untold.add(report);
            callback.tell();
        }
    }
}
