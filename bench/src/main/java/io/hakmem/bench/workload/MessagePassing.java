package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;

/// snmalloc's msgpass benchmark: producers allocate batches of 1 to 16 messages of 48, 64, 96 or 128 bytes and post
/// each batch to a random queue; consumers free the messages of their queues; proxies post those of theirs on. No more
/// than about 4,096 messages are under way. One operation is one message.
///
/// A message's first word is written when it is made and read before it is freed; in the original that word links the
/// messages of a queue, which are rings here: blocks of the null allocator hold nothing. Who finds nothing to do
/// yields.
///
/// @param producers threads that allocate
/// @param proxies threads that neither allocate nor free
/// @param consumers threads that free
/// @param batches of each producer
public record MessagePassing(int producers, int proxies, int consumers, long batches) implements Workload {
    /// The name on the command line.
    public static final String NAME = "message-passing";

    /// The arguments, in order.
    public static final List<String> ARGUMENTS = List.of("PRODUCERS", "PROXIES", "CONSUMERS", "BATCHES");

    private static final int MOST_THREADS = 1_000;
    private static final long MOST_BATCHES = 1_000_000_000_000L;
    private static final int PRACTICE_PART = 64;

    /// Makes one from its words.
    public static MessagePassing of(List<String> words) {
        Arguments arguments = new Arguments(NAME, ARGUMENTS, words);
        return new MessagePassing(
                arguments.wholeInt(0, 1, MOST_THREADS),
                arguments.wholeInt(1, 0, MOST_THREADS),
                arguments.wholeInt(2, 1, MOST_THREADS),
                arguments.wholeLong(3, 1, MOST_BATCHES));
    }

    /// Returns the original's arguments.
    public static List<String> defaultWords() {
        return List.of("3", "2", "3", "1048576");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long javaHeapBytes() {
        return (long) queues() * MessageQueue.places(producers) * Long.BYTES;
    }

    @Override
    public String javaHeapArgument() {
        return "PROXIES and CONSUMERS";
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        MessagePassing practice =
                new MessagePassing(producers, proxies, consumers, Math.ceilDiv(batches, PRACTICE_PART));
        return WholeRuns.run(
                warmUp,
                measuredTime,
                measured -> new MessagePassingRun(practice, allocator, threadKind).run(measured),
                measured -> new MessagePassingRun(this, allocator, threadKind).run(measured));
    }

    int queues() {
        return consumers + proxies;
    }
}
