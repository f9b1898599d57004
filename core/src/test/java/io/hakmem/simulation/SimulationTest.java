package io.hakmem.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hakmem.bits.Stepper;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every scenario in every order that makes a difference, up to a number of states, and in random orders. Takes
/// part only where the JVM was started with `-Dhakmem.simulation=true`, which the build does in an execution of its
/// own.
@Tag("simulation")
class SimulationTest {
    private static final long MOST_STATES = Long.getLong("hakmem.simulation.states", 60_000);
    private static final long RANDOM_SCHEDULES = Long.getLong("hakmem.simulation.schedules", 1_000);
    private static final long SEED = Long.getLong("hakmem.simulation.seed", 1);

    static Stream<String> scenarios() {
        return Scenarios.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_inEveryOrder_keepsTheInvariants(String name) {
        assumeTrue(Stepper.ON);
        report(name, Simulation.exhaustive(Scenarios.named(name), MOST_STATES));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_inRandomOrders_keepsTheInvariants(String name) {
        assumeTrue(Stepper.ON);
        report(name, Simulation.random(Scenarios.named(name), SEED, RANDOM_SCHEDULES));
    }

    private static void report(String name, Simulation.Report report) {
        assertThat(report.schedules()).isPositive();
        System.out.printf(
                "simulation %-28s %,12d states %,10d schedules%s%n",
                name, report.states(), report.schedules(), report.exhaustive() ? ", exhaustive" : "");
    }
}
