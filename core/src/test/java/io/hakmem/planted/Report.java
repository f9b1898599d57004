package io.hakmem.planted;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which attack caught which fault, and what is not as it must be.
final class Report {
    /// The name of the copy without a fault, which no attack may find guilty.
    static final String CONTROL = "no-fault";

    private final Map<String, List<AttackRun>> runs = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /// Something went wrong outside of a fault.
    synchronized void complain(String complaint) {
        complaints.add(complaint);
    }

    /// What became of a fault.
    synchronized void add(Fault fault, List<AttackRun> of) {
        runs.put(fault.name(), of);
    }

    /// Why the build must fail; nothing when every fault was caught, and the copy without one passed.
    ///
    /// @param mustCatch names of attacks each of which must have caught something
    synchronized List<String> complaints(List<Fault> faults, Set<String> mustCatch) {
        List<String> all = new ArrayList<>(complaints);
        Set<String> idle = new TreeSet<>(mustCatch);
        for (AttackRun run : runsOf(CONTROL)) {
            if (run.end() != AttackRun.End.PASSED) {
                all.add("The attack " + run.attack() + " does not pass without a fault: " + what(run));
            }
        }
        for (Fault fault : faults) {
            List<AttackRun> of = runsOf(fault.name());
            if (of.stream().noneMatch(AttackRun::catches)) {
                all.add("Nobody caught " + fault.name() + ".");
            }
            for (AttackRun run : of) {
                if (run.end() == AttackRun.End.BROKEN) {
                    all.add("The attack " + run.attack() + " on " + fault.name() + " never began: " + what(run));
                } else if (run.catches()) {
                    idle.remove(run.attack());
                }
            }
        }
        idle.forEach(attack -> all.add("The attack " + attack + " caught nothing."));
        return all;
    }

    private List<AttackRun> runsOf(String fault) {
        return runs.getOrDefault(fault, List.of());
    }

    /// The table, in Markdown. Times are processor times, since machines are seldom idle.
    synchronized String table(List<Fault> faults) {
        StringBuilder text = new StringBuilder("| planted fault | caught by | after |\n|---|---|---|\n");
        for (Fault fault : faults) {
            List<String> by = new ArrayList<>();
            List<String> after = new ArrayList<>();
            for (AttackRun run : runsOf(fault.name())) {
                by.add(run.attack() + ": " + what(run));
                after.add(seconds(run.processorMillis()));
            }
            text.append(
                    "| %s | %s | %s |\n".formatted(fault.text(), String.join("<br>", by), String.join("<br>", after)));
        }
        return text.toString();
    }

    /// One line for people who wait.
    static String line(Fault fault, AttackRun run) {
        return String.format(
                Locale.ROOT,
                "planted %-34s %-12s %8s  %s",
                fault.name(),
                run.attack(),
                seconds(run.millis()),
                what(run));
    }

    private static String what(AttackRun run) {
        return switch (run.end()) {
            case CAUGHT -> "`" + run.by() + "` " + run.reason().replace("|", "\\|");
            case CRASHED -> "the JVM crashed, " + run.reason() + ", " + run.by();
            case HUNG -> run.reason() + ", " + run.by();
            case PASSED -> "passed";
            case BROKEN -> "broken, " + run.reason() + ", " + run.by();
        };
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
