package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a comparison has no figures of, besides what was left out from the begin.
///
/// @param header what was to be measured
/// @param results what was
record Gaps(Header header, List<Result> results) {
    private record Failure(String workload, String peer, boolean latency, String why) {
        Header.Gap in(List<String> rounds) {
            return new Header.Gap(
                    workload,
                    peer,
                    (latency ? "latencies, " : "") + (rounds.size() == 1 ? "round " : "rounds ")
                            + String.join(", ", rounds) + " failed: " + why);
        }
    }

    /// Returns the runs that failed, those that failed alike as one.
    List<Header.Gap> failed() {
        Map<Failure, List<String>> rounds = new LinkedHashMap<>();
        for (Result result : results) {
            if (result.failure() != null) {
                Failure failure =
                        new Failure(result.workload(), result.peer(), result.latency(), withoutStop(result.failure()));
                rounds.computeIfAbsent(failure, first -> new ArrayList<>()).add(Integer.toString(result.round()));
            }
        }
        return rounds.entrySet().stream()
                .map(entry -> entry.getKey().in(entry.getValue()))
                .toList();
    }

    /// Returns the allocators whose calls cannot be timed.
    List<Header.Gap> withoutLatency() {
        return results.stream()
                .filter(Gaps::lacksLatency)
                .map(result -> new Header.Gap(result.workload(), result.peer(), "its runs give no latencies"))
                .distinct()
                .toList();
    }

    /// Returns the runs that were not made, by workload; they are missing when the comparison was ended before.
    List<Header.Gap> notRun() {
        List<Header.Gap> gaps = new ArrayList<>();
        for (Header.Line line : header.workloads()) {
            long peers = header.peers().stream()
                    .filter(peer -> header.gaps().stream().noneMatch(gap -> gap.covers(line.id(), peer)))
                    .count();
            add(gaps, line.id(), "runs", peers * header.rounds(), made(line, false));
            add(
                    gaps,
                    line.id(),
                    "runs for latencies",
                    line.latency() ? peers * header.latencyRounds() : 0,
                    made(line, true));
        }
        return gaps;
    }

    private long made(Header.Line line, boolean latency) {
        return results.stream()
                .filter(result -> result.workload().equals(line.id()) && result.latency() == latency)
                .count();
    }

    private static boolean lacksLatency(Result result) {
        Run run = result.run();
        return result.latency() && run != null && run.latency() == null;
    }

    private static void add(List<Header.Gap> gaps, String id, String what, long planned, long made) {
        if (made < planned) {
            gaps.add(new Header.Gap(
                    id,
                    null,
                    (planned - made) + " of " + planned + " " + what + " were not made, since it was ended before"));
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
