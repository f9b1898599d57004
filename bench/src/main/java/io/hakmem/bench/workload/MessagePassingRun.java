package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// One run of the message-passing job, conducted by the calling thread.
final class MessagePassingRun {
    private static final int[] SIZES = {48, 64, 96, 128};
    private static final long PRODUCER_SEED = 5_489;
    private static final long PROXY_SEED = 1_234;
    private static final int YIELD_PERIOD = 16;
    private static final long VIRTUAL_WAIT_NANOS = 10_000;

    private final MessagePassing job;
    private final Allocator allocator;
    private final ThreadKind threadKind;

    /// Those of the consumers come first.
    private final List<MessageQueue> queues;

    private final AtomicInteger underWay = new AtomicInteger();

    /// Producers, and then proxies from the last one on, that may still post.
    private final AtomicInteger posting;

    /// A thread has failed, so others shall not wait for it.
    private final AtomicBoolean failed = new AtomicBoolean();

    private final LongAdder messages = new LongAdder();

    /// Allocated less freed, by what producers and consumers say.
    private final LongAdder bytes = new LongAdder();

    MessagePassingRun(MessagePassing job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
        this.queues = IntStream.range(0, job.queues())
                .mapToObj(index -> new MessageQueue(job.producers()))
                .toList();
        this.posting = new AtomicInteger(job.producers() + job.proxies());
    }

    Outcome run(MeasuredTime measuredTime) throws InterruptedException {
        List<Crew.Part> parts = new ArrayList<>();
        for (int index = 0; index < job.queues(); index++) {
            int queue = index;
            parts.add(index < job.consumers() ? mine -> consume(mine, queue) : mine -> forward(queue));
        }
        for (int index = 0; index < job.producers(); index++) {
            int producer = index;
            parts.add(mine -> produce(mine, producer));
        }
        measuredTime.begins();
        long nanos = Crew.run(
                allocator,
                threadKind,
                parts.stream().map(this::thatTellsOfFailure).toList());
        measuredTime.ended();
        if (bytes.sum() != 0 && !allocator.overlaps()) {
            throw new WorkloadFailure("A message did not hold what its producer had written to it");
        }
        long operations = messages.sum();
        return new Outcome(operations, nanos, operations, operations);
    }

    private Crew.Part thatTellsOfFailure(Crew.Part part) {
        return mine -> {
            boolean done = false;
            try {
                part.run(mine);
                done = true;
            } finally {
                if (!done) {
                    failed.set(true);
                }
            }
        };
    }

    private void produce(Allocator mine, int producer) {
        Xoroshiro128 generator = new Xoroshiro128(PRODUCER_SEED + producer, producer);
        long[] batch = new long[MessageQueue.MOST_PER_BATCH];
        long posted = 0;
        long allocated = 0;
        for (long left = job.batches(); left > 0 && !failed.getOpaque(); left--) {
            while (underWay.get() >= MessageQueue.MOST_UNDER_WAY && !failed.getOpaque()) {
                letOthersRun();
            }
            int count = (generator.next() & (MessageQueue.MOST_PER_BATCH - 1)) + 1;
            int size = SIZES[generator.below(SIZES.length)];
            allocate(mine, batch, count, size);
            underWay.getAndAdd(count);
            queues.get(generator.below(job.queues())).post(batch, count);
            posted += count;
            allocated += (long) count * size;
            if (left % YIELD_PERIOD == 1) {
                letOthersRun();
            }
        }
        messages.add(posted);
        bytes.add(allocated);
        posting.getAndDecrement();
    }

    private static void allocate(Allocator mine, long[] batch, int count, int size) {
        for (int index = 0; index < count; index++) {
            long address = mine.allocate(size);
            NativeBytes.setLong(address, size);
            batch[index] = address;
        }
    }

    /// Posts to queues before its own only, so nothing is posted to a queue whose owner sees all behind it done.
    private void forward(int queue) {
        Xoroshiro128 generator = new Xoroshiro128(PROXY_SEED + queue, queue);
        long[] batch = new long[MessageQueue.MOST_PER_BATCH];
        long[] one = new long[1];
        int proxiesBefore = queue - job.consumers() + 1;
        boolean over = false;
        while (!over && !failed.getOpaque()) {
            over = posting.get() <= proxiesBefore;
            int count = queues.get(queue).take(batch);
            for (int index = 0; index < count; index++) {
                one[0] = batch[index];
                queues.get(generator.below(queue)).post(one, 1);
            }
            over &= count == 0;
            letOthersRun();
        }
        posting.getAndDecrement();
    }

    private void consume(Allocator mine, int queue) {
        long[] batch = new long[MessageQueue.MOST_PER_BATCH];
        long freed = 0;
        boolean over = false;
        while (!over && !failed.getOpaque()) {
            over = posting.get() == 0;
            int count = queues.get(queue).take(batch);
            freed += free(mine, batch, count);
            underWay.getAndAdd(-count);
            over &= count == 0;
            if (count == 0) {
                letOthersRun();
            }
        }
        bytes.add(-freed);
    }

    /// A virtual thread that yields is back at once where two of them wait on each carrier, and those that wait for a
    /// carrier never get one. So it parks.
    @SuppressWarnings("ThreadPriorityCheck") // As in the original, whoever has nothing to do yields.
    private void letOthersRun() {
        if (threadKind == ThreadKind.VIRTUAL) {
            LockSupport.parkNanos(VIRTUAL_WAIT_NANOS);
        } else {
            Thread.yield();
        }
    }

    private static long free(Allocator mine, long[] batch, int count) {
        long freed = 0;
        for (int index = 0; index < count; index++) {
            freed += NativeBytes.getLong(batch[index]);
            mine.free(batch[index]);
        }
        return freed;
    }
}
