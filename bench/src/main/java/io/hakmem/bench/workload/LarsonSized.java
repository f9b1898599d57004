package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// [Larson]'s job with frees that tell the size of the block, as C++'s sized `delete` does.
///
/// @param job threads, blocks and sizes
public record LarsonSized(Larson job) implements Workload {
    /// The name on the command line.
    public static final String NAME = "larson-sized";

    /// Makes one from Larson's arguments.
    public static LarsonSized of(List<String> words) {
        return new LarsonSized(Larson.of(words));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Number> arguments() {
        return job.arguments();
    }

    @Override
    public long javaHeapBytes() {
        return job.javaHeapBytes();
    }

    @Override
    public String javaHeapArgument() {
        return job.javaHeapArgument();
    }

    @Override
    public Duration expectedTime() {
        return job.expectedTime();
    }

    @Override
    public Outcome run(Allocator allocator, ThreadKind threadKind, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException {
        return job.run(true, allocator, threadKind, warmUp, measuredTime);
    }
}
