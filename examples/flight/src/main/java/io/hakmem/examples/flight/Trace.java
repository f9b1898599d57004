package io.hakmem.examples.flight;

import java.util.ArrayList;
import java.util.List;

/// Samples of the resident set over time.
final class Trace {
    private record Sample(double seconds, long bytes) {}

    private final List<Sample> samples = new ArrayList<>();

    void add(double seconds, long bytes) {
        samples.add(new Sample(seconds, bytes));
    }

    long peakBytes() {
        return samples.stream().mapToLong(Sample::bytes).max().orElse(0);
    }

    /// Slope of the least-squares line through the second half of the samples; 0 when there are too few.
    double slopeBytesPerSecond() {
        List<Sample> half = samples.subList(samples.size() / 2, samples.size());
        double meanSeconds = half.stream().mapToDouble(Sample::seconds).average().orElse(0);
        double meanBytes = half.stream().mapToLong(Sample::bytes).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (Sample sample : half) {
            covariance += (sample.seconds() - meanSeconds) * (sample.bytes() - meanBytes);
            variance += (sample.seconds() - meanSeconds) * (sample.seconds() - meanSeconds);
        }
        return variance == 0 ? 0 : covariance / variance;
    }
}
