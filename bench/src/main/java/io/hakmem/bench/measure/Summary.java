package io.hakmem.bench.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The runs of one allocator in short.
///
/// @param allocator name of the allocator
/// @param medianOperationsPerSecond the middle rate, or the mean of the two middle ones
/// @param spread largest less smallest rate, as a share of the median
/// @param typical the run whose other figures stand for all: the one in the middle, of two the slower
public record Summary(String allocator, double medianOperationsPerSecond, double spread, Run typical) {
    /// Sums up runs by allocator, in the order in which the allocators first ran.
    public static List<Summary> byAllocator(List<Run> runs) {
        Map<String, List<Run>> byAllocator = new LinkedHashMap<>();
        for (Run run : runs) {
            byAllocator
                    .computeIfAbsent(run.allocator(), name -> new ArrayList<>())
                    .add(run);
        }
        return byAllocator.values().stream().map(Summary::of).toList();
    }

    private static Summary of(List<Run> runs) {
        List<Run> sorted = runs.stream()
                .sorted(Comparator.comparingDouble(Run::operationsPerSecond))
                .toList();
        double[] rates = sorted.stream().mapToDouble(Run::operationsPerSecond).toArray();
        double median = median(rates);
        return new Summary(
                runs.getFirst().allocator(),
                median,
                (rates[rates.length - 1] - rates[0]) / median,
                sorted.get((sorted.size() - 1) / 2));
    }

    /// Returns the middle one of sorted figures, or the mean of the two middle ones.
    public static double median(double... sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
