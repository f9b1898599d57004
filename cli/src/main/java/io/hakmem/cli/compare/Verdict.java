package io.hakmem.cli.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of a [Target].
///
/// @param workload id of the workload
/// @param target the target in words
/// @param outcome what became of it
/// @param bound the least or the largest value that is good
/// @param achieved the value, by rounds; its median was judged
/// @param certain whether all rounds say the same
/// @param detail which allocator decided it, and by which figures; or why nothing can be said
public record Verdict(
        String workload,
        String target,
        Outcome outcome,
        double bound,
        @Nullable Spread achieved,
        boolean certain,
        String detail) {
    /// What can become of a target.
    public enum Outcome {
        /// It is reached.
        MET,
        /// It is not.
        MISSED,
        /// What it takes to know was not measured.
        UNKNOWN
    }

    private record Candidate(String peer, Spread ratio) {}

    static Verdict of(String id, Target target, WorkloadResults results) {
        if (target.against().isEmpty()) {
            Spread achieved = results.spread(target.of(), Figure.OVERHEAD);
            return achieved == null
                    ? unknown(id, target, "not measured")
                    : judged(id, target, new Candidate(target.of(), achieved), "by its own figures");
        }
        List<Candidate> candidates = target.against().stream()
                .flatMap(peer -> Optional.ofNullable(ratio(target, peer, results)).stream()
                        .map(ratio -> new Candidate(peer, ratio)))
                .toList();
        Comparator<Candidate> byRatio =
                Comparator.comparingDouble(candidate -> candidate.ratio().median());
        Optional<Candidate> hardest = target.subject().isAtLeast()
                ? candidates.stream().min(byRatio)
                : candidates.stream().max(byRatio);
        Optional<Verdict> judged =
                hardest.map(candidate -> judged(id, target, candidate, detail(target, candidate.peer(), results)));
        List<String> undecided = target.against().stream()
                .filter(peer -> results.rounds(peer) > 0
                        && candidates.stream().noneMatch(other -> other.peer().equals(peer)))
                .toList();
        // One that cannot be judged may be harder than all others: then only a miss is sure.
        if (!undecided.isEmpty()
                && judged.filter(verdict -> verdict.outcome() == Outcome.MISSED).isEmpty()) {
            return unknown(
                    id,
                    target,
                    "no ratio to " + String.join(", ", undecided)
                            + ": not measured, or nothing left net of a harness in some round");
        }
        return judged.orElseGet(() ->
                unknown(id, target, "not measured: " + target.of() + " or " + String.join(", ", target.against())));
    }

    private static @Nullable Spread ratio(Target target, String peer, WorkloadResults results) {
        return switch (target.subject()) {
            case RATE -> results.advantage(target.of(), peer);
            case PEAK_RESIDENT -> results.netRatio(target.of(), peer, Figure.PEAK_RESIDENT);
            case TAIL -> results.latencyRatio(target.of(), peer, Figure.TAIL);
            case OVERHEAD -> null;
        };
    }

    private static String detail(Target target, String peer, WorkloadResults results) {
        return switch (target.subject()) {
            case RATE ->
                results.harnessesDiffer(target.of(), peer)
                        ? "against " + peer + ", net of each side's null; without that "
                                + rounded(results.ratio(target.of(), peer, Figure.RATE))
                        : "against " + peer;
            case PEAK_RESIDENT -> "against " + peer + ", net of each side's null";
            case TAIL, OVERHEAD -> "against " + peer;
        };
    }

    private static String rounded(@Nullable Spread spread) {
        return spread == null ? "–" : String.format(Locale.ROOT, "%.2f", spread.median());
    }

    private static Verdict judged(String id, Target target, Candidate hardest, String detail) {
        Spread ratio = Objects.requireNonNull(hardest.ratio());
        boolean isMet = target.isMetBy(ratio.median());
        return new Verdict(
                id,
                target.text(),
                isMet ? Outcome.MET : Outcome.MISSED,
                target.bound(),
                ratio,
                target.isMetBy(ratio.min()) == target.isMetBy(ratio.max()),
                detail);
    }

    private static Verdict unknown(String id, Target target, String why) {
        return new Verdict(id, target.text(), Outcome.UNKNOWN, target.bound(), null, false, why);
    }
}
