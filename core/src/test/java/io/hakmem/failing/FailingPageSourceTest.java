package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakmem.FakeClock;
import io.hakmem.Hakmem;
import io.hakmem.HeapValidator;
import io.hakmem.NativeOutOfMemoryError;
import io.hakmem.os.FakePageSource;
import io.hakmem.os.FakePageSource.Call;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The system refuses the n-th call of the script, for every n, once and for a while, with each error that it may give.
/// In the short form the errors take turns, and only every third call is refused, or all from every twelfth on;
/// `-Dhakmem.failing.long=true` tries each at every call.
class FailingPageSourceTest {
    private static final boolean LONG = Boolean.getBoolean("hakmem.failing.long");

    /// The errors by number, as they are told.
    private static final Map<Integer, String> ERRORS = Map.of(
            1, "EPERM (1)",
            5, "EIO (5)",
            9, "EBADF (9)",
            11, "EAGAIN (11)",
            12, "ENOMEM (12)",
            13, "EACCES (13)",
            16, "EBUSY (16)",
            22, "EINVAL (22)");

    private static final List<Integer> NUMBERS = List.copyOf(ERRORS.keySet());
    private static final Attack REFUSAL = NativeOutOfMemoryError.class::isInstance;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, Integer.MAX_VALUE})
    void purge_refusedFromEveryCallOn_losesNothing(int refusals) {
        int calls = undisturbedPurges();
        int runs = 0;
        for (int call = 0; call < calls; call += LONG ? 1 : refusals == 1 ? 3 : 12) {
            for (int error = 0; error < (LONG ? NUMBERS.size() : 1); error++) {
                attack(call, refusals, NUMBERS.get((call + error) % NUMBERS.size()));
                runs++;
            }
        }
        System.out.printf("purges refused: each of %d, %d at a time, %d runs%n", calls, refusals, runs);
    }

    private static int undisturbedPurges() {
        try (Script script = new Script(REFUSAL)) {
            script.run();
            int calls = (int) script.source().calls(Call.PURGE);
            assertThat(calls).isPositive();
            return calls;
        }
    }

    private static void attack(int call, int refusals, int error) {
        try (Script script = new Script(REFUSAL)) {
            script.source().refuse(Call.PURGE, call, refusals, error);
            script.run();
            long refused = Math.min(refusals, script.source().calls(Call.PURGE) - call);
            assertThat(refused <= 0 || isTold(script.hakmem(), refused, error))
                    .as("told in the notes")
                    .isTrue();
            script.source().allowAll();
            script.ledger().recover(Script.LARGEST_BYTES);
        } catch (Throwable e) {
            throw new AssertionError(
                    refusals + " purges from number " + call + " on were refused with " + ERRORS.get(error), e);
        }
    }

    private static boolean isTold(Hakmem hakmem, long refused, int error) {
        return hakmem.stats().notes().stream()
                .anyMatch(note -> note.contains("refused to take pages back " + refused + " times")
                        && note.contains(String.valueOf(ERRORS.get(error))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void map_refused_makesTheReservationSmaller(int refusals) {
        ERRORS.forEach((error, name) -> {
            try (FakePageSource source = new FakePageSource()) {
                source.refuse(Call.MAP, 0, refusals, error);
                Hakmem hakmem = Script.allocator(source, new FakeClock());
                assertThat(hakmem.stats().memory().reservedBytes()).isEqualTo(64L << 20 >> refusals);
                assertThat(hakmem.stats().notes()).anyMatch(note -> note.contains(name));
                assertThat(source.mappings()).isOne();
                assertWorks(hakmem);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"MAP", "UNMAP"})
    void map_refusedAltogether_isTheDocumentedErrorWithTheSystemsOne(Call unmapToo) {
        ERRORS.forEach((error, name) -> {
            FakePageSource source = new FakePageSource();
            source.refuse(Call.MAP, 0, error);
            source.refuse(unmapToo, 0, error);
            assertThatThrownBy(() -> Script.allocator(source, new FakeClock()))
                    .isInstanceOf(NativeOutOfMemoryError.class)
                    .hasMessageContaining(name);
            assertThat(source.mappings()).isZero();
        });
    }

    @Test
    void advice_refused_doesNoHarm() {
        ERRORS.forEach((error, name) -> {
            try (FakePageSource source = new FakePageSource()) {
                source.refuse(Call.ADVISE, 0, error);
                Hakmem hakmem = Script.allocator(source, new FakeClock());
                assertThat(hakmem.stats().memory().reservedBytes()).isEqualTo(64L << 20);
                assertWorks(hakmem);
            }
        });
    }

    private static void assertWorks(Hakmem hakmem) {
        hakmem.free(hakmem.allocate(100));
        hakmem.free(hakmem.allocate(100_000));
        hakmem.trim();
        HeapValidator.assertValid(hakmem);
    }
}
