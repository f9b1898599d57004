package io.hakmem.bench.measure;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/// How long single calls of the allocator took, the clock's own time included: allocations, frees and reallocations
/// alike.
///
/// @param calls that were timed
/// @param p50Nanos half of the calls took at most so long
/// @param p99Nanos 99 of 100 did
/// @param p999Nanos 999 of 1,000 did
/// @param maxNanos all did
/// @param curve more of such points, in ascending order
public record Latency(long calls, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos, List<Point> curve) {
    private static final int POINTS_PER_HALVING = 4;
    private static final double HUNDRED = 100;

    /// One point of the curve.
    ///
    /// @param percentile from 0 to 100
    /// @param nanos so many percent of the calls took at most so long
    public record Point(double percentile, long nanos) {}

    /// Sums up counts by nanoseconds.
    static Latency of(AbstractHistogram counts) {
        List<Point> curve = new ArrayList<>();
        for (HistogramIterationValue value : counts.percentiles(POINTS_PER_HALVING)) {
            if (value.getPercentileLevelIteratedTo() < HUNDRED) {
                curve.add(new Point(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo()));
            }
        }
        return new Latency(
                counts.getTotalCount(),
                counts.getValueAtPercentile(50),
                counts.getValueAtPercentile(99),
                counts.getValueAtPercentile(99.9),
                counts.getMaxValue(),
                List.copyOf(curve));
    }
}
