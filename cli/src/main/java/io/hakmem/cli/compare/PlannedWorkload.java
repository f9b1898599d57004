package io.hakmem.cli.compare;

import io.hakmem.bench.workload.Workload;
import io.hakmem.bench.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A line of the [Plan].
///
/// @param kind the workload
/// @param words the arguments that differ from the defaults, from the first one on
/// @param parts which passes of which modes it belongs to
/// @param targets bounds that it is judged by
public record PlannedWorkload(WorkloadKind kind, List<String> words, List<Part> parts, List<Target> targets) {
    /// What a line takes part in, besides the rates of [Mode#FULL].
    public enum Part {
        /// The rates of [Mode#QUICK].
        QUICK,
        /// The latencies of [Mode#FULL].
        LATENCY
    }

    /// Returns what tells it from all other lines.
    public String id() {
        return kind.label() + " " + String.join(" ", words);
    }

    /// Returns the work itself.
    public Workload workload() {
        List<String> all = new ArrayList<>(words);
        List<String> defaults = kind.defaultWords();
        all.addAll(defaults.subList(Math.min(words.size(), defaults.size()), defaults.size()));
        return kind.workload(all);
    }

    /// Returns all arguments as words, by name.
    Map<String, String> arguments() {
        List<String> values = workload().words();
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int index = 0; index < values.size(); index++) {
            arguments.put(kind.arguments().get(index), values.get(index));
        }
        return arguments;
    }

    boolean isIn(Mode mode) {
        return mode == Mode.FULL || parts.contains(Part.QUICK);
    }

    boolean hasLatencyIn(Mode mode) {
        return mode == Mode.FULL && parts.contains(Part.LATENCY);
    }
}
