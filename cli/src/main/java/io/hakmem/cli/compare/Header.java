package io.hakmem.cli.compare;

import io.hakmem.bench.measure.Machine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The first line of a file of results: what was to be measured, and on what.
///
/// @param schema [#SCHEMA]
/// @param begun when, in the time of the machine
/// @param machine on what
/// @param mode name of the mode
/// @param rounds how often each workload was to run on each allocator
/// @param latencyRounds how often latencies were to be taken
/// @param warmupSeconds how long a run did its work before it counted
/// @param flags settings of HAKMEM that the measured JVMs were given
/// @param old label of the earlier HAKMEM that the present one is compared with
/// @param workloads what was to be run
/// @param peers on which allocators, in the order within a round
/// @param gaps what was left out from the begin
public record Header(
        int schema,
        String begun,
        Machine machine,
        String mode,
        int rounds,
        int latencyRounds,
        double warmupSeconds,
        List<String> flags,
        @Nullable String old,
        List<Line> workloads,
        List<String> peers,
        List<Gap> gaps) {
    /// The version of this shape.
    public static final int SCHEMA = 1;

    /// The allocator that all others are compared with.
    public static final String REFERENCE = "hakmem";

    /// The same once more in each round: how far it is from itself tells what a difference is worth.
    public static final String AGAIN = "hakmem (again)";

    static final String NULL = "null";
    static final String NATIVE = "native:";
    static final String NATIVE_NULL = NATIVE + NULL;

    /// A workload.
    ///
    /// @param id what tells it from the others
    /// @param name of the workload
    /// @param arguments all arguments, by name
    /// @param latency whether latencies are taken
    public record Line(String id, String name, Map<String, String> arguments, boolean latency) {}

    /// What there are no figures of.
    ///
    /// @param workload the workload's id; `null` for all
    /// @param peer the allocator; `null` for all
    /// @param why a sentence without a full stop
    public record Gap(@Nullable String workload, @Nullable String peer, String why) {
        boolean covers(String id, String label) {
            return (workload == null || workload.equals(id)) && (peer == null || peer.equals(label));
        }
    }

    /// Returns the null allocator that tells the cost of the harness of this allocator.
    static String harnessOf(String label) {
        return label.startsWith(NATIVE) ? NATIVE_NULL : NULL;
    }
}
