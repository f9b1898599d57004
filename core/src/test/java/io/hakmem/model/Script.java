package io.hakmem.model;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A list of steps, and the allocator that they are done with. Every sublist of the steps is a script, too: a step that
/// refers to what is not there does nothing.
record Script(Setup setup, List<Step> steps) {
    Script(Setup setup, List<Step> steps) {
        this.setup = setup;
        this.steps = List.copyOf(steps);
    }

    Script with(List<Step> others) {
        return new Script(setup, others);
    }

    @Override
    public String toString() {
        return IntStream.range(0, steps.size())
                .mapToObj(index -> "  %4d  %s".formatted(index, steps.get(index)))
                .collect(Collectors.joining("\n", setup + "\n", ""));
    }
}
