package io.hakmem.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Seed;
import io.hakmem.pool.CacheLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A seed is a script is what the allocator does.
class ScriptTest {
    private static final Setup SETUP = new Setup(true, 1 << 20, 8, CacheLimits.DEFAULT, Long.MAX_VALUE, 0);

    @Test
    void seed_writtenTwice_isTheSameScript() {
        long seed = Seed.fresh();
        assertThat(ScriptWriter.write(seed, 500)).isEqualTo(ScriptWriter.write(seed, 500));
    }

    @Test
    void longScript_beginsLikeAShortOne() {
        long seed = Seed.fresh();
        Script longer = ScriptWriter.write(seed, 500);
        assertThat(longer.steps())
                .startsWith(ScriptWriter.write(seed, 100).steps().toArray(Step[]::new));
    }

    @Test
    void script_doneTwice_getsTheSameAnswers() {
        long first = Seed.fresh();
        for (long seed = first; seed < first + 20; seed++) {
            Script script = ScriptWriter.write(seed, 300);
            Execution.Outcome outcome = Execution.of(script);
            assertThat(outcome.failure()).as("seed %d", seed).isNull();
            assertThat(Execution.of(script).trace()).as("seed %d", seed).isEqualTo(outcome.trace());
        }
    }

    @Test
    void steps_thatReferToNothing_doNothing() {
        List<Step> steps = List.of(
                new Step.Allocate(3, 0, 100, 1),
                new Step.Start(0, false),
                new Step.Free(0, 7, 0, 1),
                new Step.UsableSize(0, 7),
                new Step.FreeAgain(0, 7, 0),
                new Step.FreeInterior(0, 7, 0, 15),
                new Step.End(5),
                new Step.Check());
        Execution.Outcome outcome = Execution.of(new Script(SETUP, steps));
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.tally().allocated).isZero();
    }

    @Test
    void wrongCalls_areTriedAndCounted() {
        List<Step> steps = List.of(
                new Step.Start(0, false),
                new Step.Allocate(0, 0, 100, 3),
                new Step.FreeInterior(0, 0, 1, 15),
                new Step.FreeForeign(0, 4096),
                new Step.AllocateTooMuch(0, -1),
                new Step.Allocate(0, 1, 200_000, 1),
                new Step.Free(0, 1, 0, 1),
                new Step.FreeAgain(0, 1, 0));
        Execution.Outcome outcome = Execution.of(new Script(SETUP, steps));
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.tally().refused).isEqualTo(6 + 1 + 1 + 6);
    }

    @Test
    void failingScript_isShrunkToWhatItTakes() {
        Script script = ScriptWriter.write(Seed.fresh(), 300);
        Step wanted = script.steps().get(200);
        Shrinker.Shrunk shrunk = Shrinker.shrink(
                script,
                candidate -> candidate.steps().contains(wanted)
                        && candidate.steps().contains(script.steps().get(0)));
        assertThat(shrunk.script().steps()).containsExactly(script.steps().get(0), wanted);
        assertThat(shrunk.replays()).isLessThan(300);
    }

    @Test
    void failingStep_isMadeSimpler() {
        Script script = new Script(SETUP, List.of(new Step.Allocate(0, 0, 100, 300)));
        Shrinker.Shrunk shrunk = Shrinker.shrink(
                script,
                candidate -> candidate.steps().stream()
                        .anyMatch(step -> step instanceof Step.Allocate allocate && allocate.count() > 70));
        assertThat(shrunk.script().steps()).containsExactly(new Step.Allocate(0, 0, 100, 71));
    }
}
