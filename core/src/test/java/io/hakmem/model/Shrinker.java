package io.hakmem.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Delta debugging: makes a failing script shorter as long as it still fails, by leaving steps out, from the half of
/// them down to single ones; whole groups of blocks; and by doing less in the steps that stay.
final class Shrinker {
    private final Predicate<Script> fails;
    private Script script;
    private int replays;

    private Shrinker(Script script, Predicate<Script> fails) {
        this.script = script;
        this.fails = fails;
    }

    /// A script that fails and of which no single step can be left out or made simpler.
    ///
    /// @param script the script, which fails
    /// @param replays how often it was tried
    record Shrunk(Script script, int replays) {}

    /// Shrinks a script that fails.
    static Shrunk shrink(Script failing, Predicate<Script> fails) {
        Shrinker shrinker = new Shrinker(failing, fails);
        boolean goesOn = true;
        while (goesOn) {
            goesOn = shrinker.leaveStepsOut();
            goesOn |= shrinker.leaveGroupsOut();
            goesOn |= shrinker.makeStepsSimpler();
        }
        return new Shrunk(shrinker.script, shrinker.replays);
    }

    private boolean leaveStepsOut() {
        boolean shorter = false;
        for (int length = Integer.highestOneBit(script.steps().size()); length > 0; length /= 2) {
            for (int from = script.steps().size() - length; from > -length; from -= length) {
                List<Step> rest = new ArrayList<>(script.steps());
                rest.subList(Math.max(0, from), Math.min(from + length, rest.size()))
                        .clear();
                shorter |= keepIfFailing(rest);
            }
        }
        return shorter;
    }

    /// A block that comes and goes may do no harm, although one that never goes does.
    private boolean leaveGroupsOut() {
        boolean shorter = false;
        List<Integer> groups = script.steps().stream()
                .map(Step::group)
                .filter(group -> group != Step.NO_GROUP)
                .distinct()
                .toList();
        for (int group : groups) {
            shorter |= keepIfFailing(script.steps().stream()
                    .filter(step -> step.group() != group)
                    .toList());
        }
        return shorter;
    }

    private boolean makeStepsSimpler() {
        boolean simpler = false;
        for (int index = 0; index < script.steps().size(); index++) {
            for (Step step : script.steps().get(index).simpler()) {
                List<Step> others = new ArrayList<>(script.steps());
                others.set(index, step);
                if (keepIfFailing(others)) {
                    simpler = true;
                    break;
                }
            }
        }
        return simpler;
    }

    private boolean keepIfFailing(List<Step> steps) {
        Script candidate = script.with(steps);
        if (steps.size() == script.steps().size() && steps.equals(script.steps())) {
            return false;
        }
        replays++;
        if (!fails.test(candidate)) {
            return false;
        }
        script = candidate;
        return true;
    }
}
