package io.hakmem.bench.workload;

import io.hakmem.bench.allocator.Allocator;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A job for an allocator, with its arguments.
public interface Workload {
    /// Returns the name on the command line and in reports.
    String name();

    /// Returns the arguments as words from which [WorkloadKind#workload] makes an equal one.
    default List<String> words() {
        return arguments().values().stream().map(Number::toString).toList();
    }

    /// Returns the arguments by name, in order, for reports; the values are numbers. They are the components of the
    /// record that a workload is.
    default Map<String, Number> arguments() {
        return RecordArguments.of(this);
    }

    /// Returns the bytes that the workload's own tables take on the Java heap.
    default long javaHeapBytes() {
        return 0;
    }

    /// Returns the argument, or the product of arguments, that decides [#javaHeapBytes()].
    default String javaHeapArgument() {
        return "";
    }

    /// Returns the arguments that the JVM of a run needs for this workload.
    default List<String> jvmArguments() {
        return List.of();
    }

    /// Returns the kinds of threads that it can run on.
    default List<ThreadKind> threadKinds() {
        return List.of(ThreadKind.PLATFORM, ThreadKind.VIRTUAL);
    }

    /// Says whether it calls the allocator itself, and has no native library do so.
    default boolean callsAllocator() {
        return true;
    }

    /// Returns about how long one measured run takes, or zero when that depends on the allocator.
    default Duration expectedTime() {
        return Duration.ZERO;
    }

    /// Runs the job for about as long as the warm-up takes, without counting anything, then once in earnest, and frees
    /// everything.
    ///
    /// @param warmUp how long to warm up; not at all if zero
    /// @throws InterruptedException if the calling thread is interrupted
    Outcome run(Allocator allocator, ThreadKind threads, Duration warmUp, MeasuredTime measuredTime)
            throws InterruptedException;
}
