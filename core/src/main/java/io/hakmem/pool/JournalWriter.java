package io.hakmem.pool;

import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The daemon thread that tells the events of all allocators to the loggers. They may be anybody's and may do anything:
/// wait, throw, allocate here. None of that reaches whoever noted the event, and what the writer does itself is not
/// noted, or it would never end.
final class JournalWriter implements Runnable, Consumer<JournalEvent> {
    private static final int MOST_WAITING = 1 << 14;
    private static final String LOGGER_PREFIX = "io.hakmem.";

    private final ConcurrentLinkedQueue<JournalEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;

    /// The one of the process.
    private static final class Holder {
        static final JournalWriter WRITER = new JournalWriter();
    }

    private JournalWriter() {
        this.thread = Thread.ofPlatform()
                .name("hakmem-journal")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        thread.start();
    }

    /// The writer, whose thread runs from the first call on.
    static JournalWriter started() {
        return Holder.WRITER;
    }

    /// Takes an event without waiting; too many are dropped and counted.
    @Override
    @SuppressWarnings("ReferenceEquality") // threads have no other equality
    public void accept(JournalEvent event) {
        if (Thread.currentThread() == thread) {
            return;
        }
        if (count.incrementAndGet() > MOST_WAITING) {
            count.decrementAndGet();
            dropped.incrementAndGet();
        } else {
            try {
                waiting.add(event);
            } catch (OutOfMemoryError e) {
                count.decrementAndGet();
                throw e;
            }
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        for (; ; ) {
            boolean ignored = Thread.interrupted(); // nobody's business, and parking would not wait
            JournalEvent event = waiting.poll();
            if (event == null) {
                LockSupport.park(this); // an event that came meanwhile left its permit
            } else {
                count.decrementAndGet();
                tell(event.topic(), event.message());
                tellDropped(event.topic());
            }
        }
    }

    private void tellDropped(Topic topic) {
        long number = dropped.getAndSet(0);
        if (number > 0) {
            tell(topic, number + " events of any topic came too fast and were dropped");
        }
    }

    /// The topic is on by option, so its events are no less than information.
    private static void tell(Topic topic, String message) {
        try {
            System.getLogger(LOGGER_PREFIX + topic.name().toLowerCase(Locale.ROOT))
                    .log(System.Logger.Level.INFO, message);
        } catch (Throwable e) {
            // The logger's fault; the next event may be told.
        }
    }
}
