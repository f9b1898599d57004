package io.hakmem.misuse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Options;
import io.hakmem.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each wrong use at each level, in a JVM of its own: it ends as the table says, and right calls go on.
class MisuseTest {
    /// Whether blocks of each size get a JVM of their own, and more right calls; and whether `fast` repeats what it
    /// shares with `checked`.
    private static final boolean LONG = Boolean.getBoolean("hakmem.test.misuseLong");

    private static final List<Long> SIZES = List.of(8L, 100L, 4L << 10, 40L << 10, 256L << 10, 4L << 20);
    private static final int STEPS = LONG ? 1_000_000 : 100_000;
    private static final int AT_ONCE = 2;
    private static final long SEED = Seed.fresh();

    /// JVMs that run or wait for their turn.
    private static final ExecutorService RUNS = Executors.newFixedThreadPool(AT_ONCE);

    /// @param level the value of `hakmem.checking`
    /// @param bytes lengths of the blocks
    record Case(String level, Misuse misuse, List<Long> bytes) {
        @Override
        public String toString() {
            return level + ", " + misuse + ", " + bytes;
        }
    }

    private static final Map<Case, Future<MisuseRun>> STARTED = new LinkedHashMap<>();

    @AfterAll
    static void end() {
        RUNS.shutdownNow();
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Options.Checking level : Options.Checking.values()) {
            for (Misuse misuse : Misuse.values()) {
                if (level == Options.Checking.FAST && !LONG && !misuse.isDifferentAtFast()) {
                    continue;
                }
                List<List<Long>> sizes = LONG ? SIZES.stream().map(List::of).toList() : List.of(SIZES);
                sizes.forEach(bytes -> cases.add(new Case(level.name().toLowerCase(Locale.ROOT), misuse, bytes)));
            }
        }
        cases.forEach(each ->
                STARTED.put(each, RUNS.submit(() -> MisuseRun.of(each.level, each.misuse, SEED, STEPS, each.bytes))));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void wrongUse_atALevel_endsAsTheTableSays(Case each) throws Exception {
        MisuseRun run = requireNonNull(STARTED.get(each)).get();
        assertThat(run.status())
                .as("exit status, seed %d: %s", SEED, run.output())
                .isZero();
        assertThat(run.sightings())
                .hasSize(each.bytes.size() * each.misuse.variants().size());
        assertThat(run.sightings()).allSatisfy(sighting -> {
            Outcome expected = each.misuse.at(each.level).of(sighting.bytes());
            assertThat(expected.allows(sighting.outcome()))
                    .as("%s, seed %d, is to be %s: %s", each, SEED, expected, sighting)
                    .isTrue();
        });
    }
}
