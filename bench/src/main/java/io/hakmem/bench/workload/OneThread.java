package io.hakmem.bench.workload;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The thread of a workload that has only one.
///
/// Warm-up and measured time share it: a second thread would begin by finding its heap, and compiled code that has
/// never seen that happen is thrown away in the midst of the measured time.
final class OneThread {
    private OneThread() {}

    /// What the thread does.
    interface Task {
        /// Does it all.
        void run() throws InterruptedException;
    }

    /// Runs the task on a new thread and waits for its end.
    ///
    /// @throws WorkloadFailure if the task fails
    static void run(ThreadKind threads, Task task) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = threads.start(() -> {
            try {
                task.run();
            } catch (Throwable cause) {
                failure.set(cause);
            }
        });
        thread.join();
        Throwable cause = failure.get();
        if (cause != null) {
            throw new WorkloadFailure("The thread of the workload failed", cause);
        }
    }
}
