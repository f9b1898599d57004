package io.hakmem.cli.compare;

import static io.hakmem.cli.compare.PlannedWorkload.Part.LATENCY;
import static io.hakmem.cli.compare.PlannedWorkload.Part.QUICK;

import io.hakmem.bench.workload.InvalidArgument;
import io.hakmem.bench.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is compared: each workload with arguments that make a run about one second long, and the targets for it.
/// In the arguments, `P` stands for the number of processors, and `2P` for twice that.
public final class Plan {
    private static final List<Target> ORDINARY = List.of(Target.ofBestNative(0.9), Target.of("native:glibc", 1));
    private static final List<Target> SMALL = List.of(Target.peakResident(1.25));
    private static final Target CHECKED = Target.of("hakmem:checked", "hakmem:fast", 0.9);

    private static final List<PlannedWorkload> LINES = List.of(
            line(
                    WorkloadKind.LARSON,
                    "1 8 1000 5000 100 4141 2",
                    List.of(QUICK, LATENCY),
                    List.of(
                            Target.ofBestNative(1),
                            Target.of("ffm:glibc", 2),
                            Target.of("unsafe", 2),
                            CHECKED,
                            Target.overhead(2),
                            Target.tail(1.1))),
            line(WorkloadKind.LARSON, "1 5 1 1000 100 10000 42", List.of(), List.of(Target.ofBestNative(1))),
            line(WorkloadKind.LARSON, "1 8 128 1024 1 12345 4", List.of(), List.of(Target.of("null", 0.95))),
            line(
                    WorkloadKind.RANDOM_MIXED,
                    "30000000 256 42",
                    List.of(QUICK),
                    List.of(Target.ofBestNative(1), CHECKED)),
            // So short that it is the cold start that counts: reported, with no target.
            line(WorkloadKind.RANDOM_MIXED, "100000 256 42", List.of(), List.of()),
            line(WorkloadKind.LARSON_SIZED, "1 8 1000 5000 100 4141 2", List.of(), ORDINARY),
            line(WorkloadKind.XMALLOC_TEST, "1 2 64", List.of(QUICK), List.of(Target.ofBestNative(1.5))),
            line(
                    WorkloadKind.MSTRESS,
                    "2 50 160",
                    List.of(QUICK, LATENCY),
                    List.of(Target.ofBestNative(0.9), Target.of("native:glibc", 1), Target.tail(1.1))),
            line(WorkloadKind.RPTEST, "2 0 1 2 20000", List.of(), ORDINARY),
            line(WorkloadKind.CACHE_SCRATCH, "2 1000 1 400000", List.of(), ORDINARY),
            line(WorkloadKind.CACHE_THRASH, "2 1000 1 400000", List.of(), ORDINARY),
            line(WorkloadKind.SH6BENCH, "5000 4", List.of(), ORDINARY),
            line(WorkloadKind.SH8BENCH, "100000 1000000 200000 4", List.of(), ORDINARY),
            line(WorkloadKind.ALLOC_TEST, "2 262144 20000000", List.of(), ORDINARY),
            line(WorkloadKind.GLIBC_SIMPLE, "16 800000", List.of(), ORDINARY),
            line(WorkloadKind.GLIBC_THREAD, "1 2", List.of(), ORDINARY),
            line(WorkloadKind.MLEAK, "5", List.of(), List.of(Target.of("null", 0.95), Target.peakResident(1.25))),
            line(WorkloadKind.THREADTEST, "2 3000", List.of(), ORDINARY),
            line(WorkloadKind.CONTENTION, "2 8388608", List.of(QUICK), List.of(Target.ofBestNative(1.2))),
            line(WorkloadKind.MESSAGE_PASSING, "3 2 3 200000", List.of(), List.of(Target.ofBestNative(1.2))),
            line(WorkloadKind.MALLOC_LARGE, "400 20", List.of(), ORDINARY),
            line(WorkloadKind.MEDIUM_FRAGMENTATION, "1000000 256", List.of(), ORDINARY),
            line(WorkloadKind.REALLOC_GROWTH, "0 10", List.of(), ORDINARY),
            line(WorkloadKind.THREAD_PARADE, "4000", List.of(), ORDINARY),
            line(WorkloadKind.BURST, "1024 8 2", List.of(), SMALL),
            line(WorkloadKind.PHASE_CHANGE, "runs 512 400", List.of(), SMALL),
            line(WorkloadKind.PHASE_CHANGE, "random 512 400", List.of(), SMALL),
            line(WorkloadKind.SQLITE, "100000", List.of(), List.of()));

    /// Workloads that are no matter of comparison, each with the reason.
    private static final Map<WorkloadKind, String> NOT_COMPARED = new EnumMap<>(
            Map.of(WorkloadKind.BUDGET_STORM, "it attacks a limit on committed bytes, which HAKMEM alone has"));

    private Plan() {}

    /// Returns the lines of a mode.
    ///
    /// @param names the workloads to take, in any mode; all of the mode if there are none
    public static List<PlannedWorkload> lines(Mode mode, List<String> names) {
        for (String name : names) {
            WorkloadKind kind = WorkloadKind.labelled(name)
                    .orElseThrow(() -> InvalidArgument.of("--workload", "one of " + labels(), name));
            if (NOT_COMPARED.containsKey(kind)) {
                throw new InvalidArgument("--workload cannot be '" + name + "', since " + NOT_COMPARED.get(kind) + ".");
            }
        }
        return LINES.stream()
                .filter(line -> names.isEmpty()
                        ? line.isIn(mode)
                        : names.contains(line.kind().label()))
                .toList();
    }

    /// Returns the line of an earlier comparison, if it is still in the plan.
    static Stream<PlannedWorkload> line(String id) {
        return LINES.stream().filter(line -> line.id().equals(id));
    }

    static Map<WorkloadKind, String> notCompared() {
        return NOT_COMPARED;
    }

    private static String labels() {
        return Arrays.stream(WorkloadKind.values())
                .filter(kind -> !NOT_COMPARED.containsKey(kind))
                .map(WorkloadKind::label)
                .collect(Collectors.joining(", "));
    }

    private static PlannedWorkload line(
            WorkloadKind kind, String words, List<PlannedWorkload.Part> parts, List<Target> targets) {
        int processors = Runtime.getRuntime().availableProcessors();
        List<String> all = new ArrayList<>();
        for (String word : words.split(" ", -1)) {
            all.add(
                    switch (word) {
                        case "P" -> Integer.toString(processors);
                        case "2P" -> Integer.toString(2 * processors);
                        default -> word;
                    });
        }
        return new PlannedWorkload(kind, List.copyOf(all), parts, targets);
    }
}
