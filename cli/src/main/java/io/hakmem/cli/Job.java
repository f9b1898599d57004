package io.hakmem.cli;

import io.hakmem.bench.measure.RunMode;
import io.hakmem.bench.workload.ThreadKind;
import io.hakmem.bench.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked of each peer alike.
///
/// @param workload what is done
/// @param threads the kind of threads
/// @param warmup how long to warm up
/// @param longest how long a run may take as a whole; `null` for as long as it does
/// @param mode what the run is for
/// @param sizeClasses whether figures by size class are wanted
/// @param trace whether a failure is shown with its stack trace
/// @param jvmArguments the user's, for each JVM
record Job(
        Workload workload,
        ThreadKind threads,
        Duration warmup,
        @Nullable Duration longest,
        RunMode mode,
        boolean sizeClasses,
        boolean trace,
        List<String> jvmArguments) {}
