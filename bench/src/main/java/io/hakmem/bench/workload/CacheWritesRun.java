package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.util.List;
import java.util.stream.IntStream;

/// One run of the cache-scratch or the cache-thrash job, conducted by the calling thread.
final class CacheWritesRun {
    private final CacheWrites job;
    private final Allocator allocator;
    private final ThreadKind threadKind;

    CacheWritesRun(CacheWrites job, Allocator allocator, ThreadKind threadKind) {
        this.job = job;
        this.allocator = allocator;
        this.threadKind = threadKind;
    }

    Outcome run(int iterations, MeasuredTime measuredTime) throws InterruptedException {
        Allocator mine = allocator.forThread();
        List<Crew.Part> parts = IntStream.range(0, job.threads())
                .mapToLong(thread -> job.scratch() ? mine.allocate(job.bytes()) : 0)
                .mapToObj(address -> (Crew.Part) thread -> work(thread, address, iterations))
                .toList();
        measuredTime.begins();
        long nanos = Crew.run(allocator, threadKind, parts);
        measuredTime.ended();
        long operations = (long) job.threads() * iterations;
        long handedOver = job.scratch() ? job.threads() : 0;
        return new Outcome(operations, nanos, operations + handedOver, handedOver);
    }

    private void work(Allocator mine, long handedOver, int iterations) {
        if (handedOver != 0) {
            mine.free(handedOver);
        }
        int bytes = job.bytes();
        int repetitions = job.repetitionsPerThread();
        long expected = repetitions
                * IntStream.range(0, bytes).mapToLong(index -> (byte) index).sum();
        for (int iteration = 0; iteration < iterations; iteration++) {
            long address = mine.allocate(bytes);
            long sum = writeAndRead(address, bytes, repetitions);
            if (sum != expected && !mine.overlaps()) {
                throw new WorkloadFailure("A block did not hold what its thread had just written to it");
            }
            mine.free(address);
        }
    }

    private static long writeAndRead(long address, int bytes, int repetitions) {
        long sum = 0;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int index = 0; index < bytes; index++) {
                NativeBytes.setOpaque(address + index, (byte) index);
                sum += NativeBytes.getOpaque(address + index);
            }
        }
        return sum;
    }
}
