package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Summary;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Some figures in short.
///
/// @param median the middle one, or the mean of the two middle ones
/// @param min the smallest
/// @param max the largest
/// @param deviation the median of the distances from the median (median absolute deviation)
/// @param count how many there are, at least one
public record Spread(double median, double min, double max, double deviation, int count) {
    /// Sums up; `null` if there is nothing to sum up.
    static @Nullable Spread of(Collection<Double> figures) {
        if (figures.isEmpty()) {
            return null;
        }
        double[] sorted =
                sorted(figures.stream().mapToDouble(Double::doubleValue).toArray());
        double median = Summary.median(sorted);
        double[] distances = sorted.clone();
        for (int index = 0; index < distances.length; index++) {
            distances[index] = Math.abs(distances[index] - median);
        }
        return new Spread(
                median, sorted[0], sorted[sorted.length - 1], Summary.median(sorted(distances)), sorted.length);
    }

    private static double[] sorted(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
