package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The runs of one workload, by allocator and round. Allocators are compared within each round, so that what the
/// machine did meanwhile cancels out; a round that one of them lacks is no part of their comparison.
final class WorkloadResults {
    /// Where two null allocators are further apart, the harnesses are not the same work, and are taken off.
    private static final double SAME_HARNESS = 0.1;

    private final Map<String, Map<Integer, Run>> rates = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Run>> latencies = new LinkedHashMap<>();

    WorkloadResults(String id, Collection<Result> results) {
        for (Result result : results) {
            Run run = result.run();
            if (result.workload().equals(id) && run != null) {
                (result.latency() ? latencies : rates)
                        .computeIfAbsent(result.peer(), peer -> new TreeMap<>())
                        .put(result.round(), run);
            }
        }
    }

    /// Returns how many rounds an allocator has.
    int rounds(String peer) {
        return rates.getOrDefault(peer, Map.of()).size();
    }

    /// Returns a figure of one allocator, in short.
    @Nullable
    Spread spread(String peer, Figure figure) {
        return Spread.of(rounds(rates, peer, figure).values());
    }

    /// Returns a figure of one allocator by another's.
    @Nullable
    Spread ratio(String peer, String other, Figure figure) {
        return Spread.of(combined(rounds(rates, peer, figure), rounds(rates, other, figure), (a, b) -> a / b)
                .values());
    }

    /// Returns a latency of one allocator by another's.
    @Nullable
    Spread latencyRatio(String peer, String other, Figure figure) {
        return Spread.of(combined(rounds(latencies, peer, figure), rounds(latencies, other, figure), (a, b) -> a / b)
                .values());
    }

    /// Returns a figure less the one of the null allocator on the same side.
    @Nullable
    Spread net(String peer, Figure figure) {
        return Spread.of(netRounds(peer, figure).values());
    }

    /// Returns by how much one allocator's figure, less its harness's, is above another's, less its own. If in some
    /// round nothing is left of one of them, there is no such ratio: to pass such a round over would favour the other
    /// one.
    @Nullable
    Spread netRatio(String peer, String other, Figure figure) {
        Map<Integer, Double> left = netRounds(peer, figure);
        Map<Integer, Double> right = netRounds(other, figure);
        left.keySet().retainAll(right.keySet());
        right.keySet().retainAll(left.keySet());
        boolean isAllLeft = Stream.of(left, right)
                .flatMap(rounds -> rounds.values().stream())
                .allMatch(net -> net > 0);
        return isAllLeft ? Spread.of(combined(left, right, (a, b) -> a / b).values()) : null;
    }

    /// Returns how much faster an allocator is than another: of the rates, or, where their harnesses differ, of the
    /// times that are left without them.
    @Nullable
    Spread advantage(String peer, String other) {
        boolean isHarness = other.equals(Header.harnessOf(other));
        return !isHarness && harnessesDiffer(peer, other)
                ? netRatio(/* peer= */ other, /* other= */ peer, Figure.NANOS)
                : ratio(peer, other, Figure.RATE);
    }

    /// Returns whether the harnesses of two allocators are so different that only net figures can be compared.
    boolean harnessesDiffer(String peer, String other) {
        Spread ratio = ratio(Header.harnessOf(peer), Header.harnessOf(other), Figure.RATE);
        return ratio != null && Math.abs(ratio.median() - 1) > SAME_HARNESS;
    }

    /// Returns the run that stands for an allocator's others: the one with the middle rate, of two the slower.
    Optional<Run> typical(String peer) {
        return middle(rates, peer, Figure.RATE);
    }

    /// Returns the run with the middle tail of its latencies.
    Optional<Run> typicalLatency(String peer) {
        return middle(latencies, peer, Figure.TAIL);
    }

    private Map<Integer, Double> netRounds(String peer, Figure figure) {
        return combined(
                rounds(rates, peer, figure),
                rounds(rates, Header.harnessOf(peer), figure),
                (all, harness) -> all - harness);
    }

    private static Optional<Run> middle(Map<String, Map<Integer, Run>> pass, String peer, Figure figure) {
        List<Run> known = new ArrayList<>(pass.getOrDefault(peer, Map.of()).values());
        known.removeIf(run -> figure.of(run) == null);
        known.sort(
                Comparator.comparing(run -> Optional.ofNullable(figure.of(run)).orElse(Double.NaN)));
        return known.isEmpty() ? Optional.empty() : Optional.of(known.get((known.size() - 1) / 2));
    }

    private static Map<Integer, Double> rounds(Map<String, Map<Integer, Run>> pass, String peer, Figure figure) {
        Map<Integer, Double> known = new TreeMap<>();
        pass.getOrDefault(peer, Map.of()).forEach((round, run) -> {
            Double value = figure.of(run);
            if (value != null) {
                known.put(round, value);
            }
        });
        return known;
    }

    private static Map<Integer, Double> combined(
            Map<Integer, Double> left, Map<Integer, Double> right, DoubleBinaryOperator operator) {
        Map<Integer, Double> both = new TreeMap<>();
        left.forEach((round, value) -> {
            Double other = right.get(round);
            if (other != null) {
                double combined = operator.applyAsDouble(value, other);
                if (Double.isFinite(combined)) {
                    both.put(round, combined);
                }
            }
        });
        return both;
    }
}
