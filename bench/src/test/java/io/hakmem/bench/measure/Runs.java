package io.hakmem.bench.measure;

import io.hakmem.bench.workload.WorkloadFigures;
import java.util.List;

/// Runs for tests, with little in them.
final class Runs {
    private Runs() {}

    static Run of(String allocator, double operationsPerSecond) {
        Figures unknown = new Figures(null, null);
        return new Run(
                allocator,
                "platform",
                100,
                100 / operationsPerSecond,
                operationsPerSecond,
                0,
                50,
                unknown.mapping(),
                unknown.memory(null, null, null, null, null, null),
                unknown.superSlabs(),
                unknown.stages(),
                unknown.slabs(),
                unknown.frees(),
                unknown.osCalls(),
                unknown.cache(),
                List.of(),
                new Run.AfterFree(null, null, null),
                List.of(),
                null,
                null,
                WorkloadFigures.NONE,
                List.of(),
                null,
                unknown.heaps(),
                unknown.limits(),
                null,
                null,
                null);
    }
}
