package io.hakmem.cli.compare;

import io.hakmem.bench.workload.Workload;
import java.time.Duration;

/// What a contender is asked to do once.
///
/// @param workload the work
/// @param warmup how long to do the same before it counts
/// @param latency whether each call is timed; the rate is of no use then
public record Task(Workload workload, Duration warmup, boolean latency) {}
