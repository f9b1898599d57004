package io.hakmem.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Seed;
import io.hakmem.model.Actor.StuckException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random scripts from several threads against a reference heap. A script is nothing but its seed:
/// `-Dhakmem.test.seed=…` does that one again. One that fails is shrunk and printed.
@Tag("model")
class ModelTest {
    private static final long SEEDS = Long.getLong("hakmem.model.seeds", 500);
    private static final int STEPS = Integer.getInteger("hakmem.model.steps", 1_000);
    private static final int RUNNERS = 2;
    private static final long PROGRESS_SEEDS = 10_000;

    private final AtomicLong done = new AtomicLong();
    private final Tally tally = new Tally();
    private @Nullable AssertionError failure;

    @Test
    void randomScripts_besideAReferenceHeap_neverDiffer() throws InterruptedException {
        boolean single = Long.getLong("hakmem.test.seed") != null;
        long first = Seed.fresh();
        long count = single ? 1 : SEEDS;
        AtomicLong next = new AtomicLong(first);
        Thread[] runners = new Thread[single ? 1 : RUNNERS];
        for (int runner = 0; runner < runners.length; runner++) {
            runners[runner] = Thread.ofPlatform().start(() -> {
                for (long seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                    if (!passes(seed)) {
                        return;
                    }
                }
            });
        }
        for (Thread runner : runners) {
            runner.join();
        }
        if (failure != null) {
            throw failure;
        }
        assertThat(done).hasValue(count);
        System.out.printf(
                "model test: seeds %d to %d, %,d scripts of %,d steps; %s%n",
                first, first + count - 1, done.get(), STEPS, tally);
    }

    /// Whether the script of a seed passes, and no other failed meanwhile.
    private boolean passes(long seed) {
        Script script = ScriptWriter.write(seed, STEPS);
        Execution.Outcome outcome = Execution.of(script);
        synchronized (this) {
            if (failure != null) {
                return false;
            }
            if (outcome.failure() != null) {
                failure = report(seed, script, outcome.failure(), outcome.failedStep());
                return false;
            }
            tally.add(outcome.tally());
        }
        if (done.incrementAndGet() % PROGRESS_SEEDS == 0) {
            System.out.printf("model test: %,d scripts, the last is that of seed %d%n", done.get(), seed);
        }
        return true;
    }

    private AssertionError report(long seed, Script script, Throwable cause, int step) {
        String text = "after %,d scripts: seed %d, step %d of %d: %s%n"
                .formatted(done.get(), seed, step, script.steps().size(), cause);
        if (!(cause instanceof StuckException)) {
            text += fails(script) ? shrunk(script) : "not again: it depends on more than the script%n".formatted();
        }
        return new AssertionError(text + "again: mvn verify -pl core -Dhakmem.test.seed=" + seed, cause);
    }

    private static String shrunk(Script script) {
        Shrinker.Shrunk shrunk = Shrinker.shrink(script, ModelTest::fails);
        Script shortest = shrunk.script();
        return "shrunk to %d steps in %d replays:%n%s%n%s%n"
                .formatted(
                        shortest.steps().size(),
                        shrunk.replays(),
                        shortest,
                        Execution.of(shortest).failure());
    }

    private static boolean fails(Script script) {
        Throwable thrown = Execution.of(script).failure();
        return thrown != null && !(thrown instanceof StuckException);
    }
}
