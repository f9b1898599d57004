package io.hakmem.cli.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiPredicate;

/// The result in words.
///
/// @param header what was to be measured
/// @param workloads figures by workload
/// @param targets what became of the targets
/// @param notRun runs that were not made
/// @param results all runs that were
record Sentences(
        Header header,
        List<ReportData.Workload> workloads,
        List<Verdict> targets,
        List<Header.Gap> notRun,
        List<Result> results) {
    /// An advantage of HAKMEM.
    private record Advantage(String workload, String peer, Spread ratio) {
        String medianText() {
            return String.format(Locale.ROOT, "%.2f", ratio.median());
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%.2f times as fast as %s on %s (%.2f to %.2f)",
                    ratio.median(),
                    peer,
                    workload,
                    ratio.min(),
                    ratio.max());
        }
    }

    List<String> all() {
        List<String> sentences = new ArrayList<>();
        if (!notRun.isEmpty()) {
            sentences.add("The comparison was ended before it was complete: what is missing is listed below.");
        }
        addExtremes(sentences);
        addTargets(sentences);
        addRange(
                sentences,
                Header.AGAIN,
                "HAKMEM is %s times as fast as itself run once more in each round, which is how"
                        + " far apart runs of the same code are on this machine.");
        addRobbed(sentences);
        if (header.old() != null) {
            addRange(sentences, header.old(), "It is %s times as fast as " + header.old() + ".");
        }
        return sentences;
    }

    static List<String> notes(Header header) {
        return List.of(
                "A ratio is taken within each round, between runs a few seconds apart, and the median of the rounds is"
                        + " shown with the smallest and the largest; what the machine does over minutes cancels out.",
                "Other work on the same machine is not known to the comparison, and shows as spread; what a host gives"
                        + " to other guests is known, and a full comparison makes such runs again. A difference that is"
                        + " smaller than the spread, or than HAKMEM's distance from itself, says nothing.",
                "Net figures are less those of the null allocator of the same round, which does the workload's own work"
                        + " and allocates nothing. Where little is left, they are less certain than the rates.",
                "Each run is a process of its own, warmed up for " + header.warmupSeconds()
                        + " s. Java's peers share the workload's code, compiled anew in each; native peers run the same"
                        + " workload written in C.");
    }

    private void addExtremes(List<String> sentences) {
        List<Advantage> overRivals = advantages((workload, label) -> label.equals(workload.rival()));
        if (!overRivals.isEmpty()) {
            sentences.add("Against the hardest other allocator of each workload, HAKMEM is at best "
                    + overRivals.getLast().text() + ".");
            sentences.add("At worst, it is " + overRivals.getFirst().text() + ".");
        }
    }

    private void addTargets(List<String> sentences) {
        long met = count(Verdict.Outcome.MET);
        long missed = count(Verdict.Outcome.MISSED);
        long unknown = count(Verdict.Outcome.UNKNOWN);
        if (!targets.isEmpty()) {
            sentences.add("Of " + targets.size() + " targets " + met + " are met, " + missed + " missed, and " + unknown
                    + " could not be judged by what was measured.");
        }
    }

    private void addRobbed(List<String> sentences) {
        long robbed = results.stream().filter(Result::isRobbed).count();
        if (robbed > 0) {
            sentences.add(
                    "In " + robbed + " of " + results.size() + " runs the machine's host gave more than a tenth of"
                            + " the processors to others: those are slower by at least so much.");
        }
    }

    private void addRange(List<String> sentences, String peer, String form) {
        List<Advantage> all = advantages((workload, label) -> label.equals(peer));
        if (!all.isEmpty()) {
            String least = all.getFirst().medianText();
            String most = all.getLast().medianText();
            sentences.add(form.replace("%s", least.equals(most) ? least : least + " to " + most));
        }
    }

    /// Those over the allocators that are asked for, the least first.
    private List<Advantage> advantages(BiPredicate<ReportData.Workload, String> isAskedFor) {
        return workloads.stream()
                .flatMap(workload -> workload.peers().stream()
                        .filter(peer -> isAskedFor.test(workload, peer.label()) && peer.advantage() != null)
                        .map(peer ->
                                new Advantage(workload.id(), peer.label(), Objects.requireNonNull(peer.advantage()))))
                .sorted(Comparator.comparingDouble(
                        advantage -> advantage.ratio().median()))
                .toList();
    }

    private long count(Verdict.Outcome outcome) {
        return targets.stream().filter(verdict -> verdict.outcome() == outcome).count();
    }
}
