package io.hakmem.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The threads of a workload that take their steps together, and the conductor, who waits for each step as they do.
/// One that fails ends the meetings of all.
///
/// Called by the conductor, but for [#meet] and [#sleep], which members call, too.
final class Team implements AutoCloseable {
    private final Phaser steps = new Phaser(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> members = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /// What a member does.
    interface Member {
        /// Does it all.
        void run() throws InterruptedException;
    }

    void start(ThreadKind kind, Member member) {
        steps.register();
        members.add(kind.start(() -> {
            try {
                member.run();
                steps.arriveAndDeregister();
            } catch (Throwable cause) {
                failure.compareAndSet(null, cause);
                steps.forceTermination();
            }
        }));
    }

    /// Waits until the conductor and all members are here.
    ///
    /// @throws WorkloadFailure if a member has failed
    void meet() throws InterruptedException {
        if (steps.awaitAdvanceInterruptibly(steps.arrive()) < 0) {
            throw new WorkloadFailure("A thread of the workload failed", failure.get());
        }
    }

    /// Does nothing until the team is closed.
    void sleep() throws InterruptedException {
        over.await();
    }

    /// Waits until all members have ended.
    void join() throws InterruptedException {
        for (Thread member : members) {
            member.join();
        }
    }

    /// Sends all members home, whatever they wait for, and waits until they have ended.
    @Override
    public void close() {
        over.countDown();
        steps.forceTermination();
        try {
            join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
