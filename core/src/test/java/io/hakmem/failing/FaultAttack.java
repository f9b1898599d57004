package io.hakmem.failing;

import io.hakmem.NativeOutOfMemoryError;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// An attack by way of [Faults], in one of two ways.
final class FaultAttack implements Attack {
    private static final int ALL_OF_THE_FIRST = 8;

    private final IntConsumer arm;
    private final int spared;
    private final boolean once;
    private final Map<String, Integer> calls = new HashMap<>();
    private int number;
    private boolean again;
    private boolean armed;
    private @Nullable Error last;
    private int failures;

    private FaultAttack(IntConsumer arm, int number, int spared, boolean once) {
        this.arm = arm;
        this.number = number;
        this.spared = spared;
        this.once = once;
    }

    /// Arms once, for all calls together.
    static FaultAttack once(IntConsumer arm, int number) {
        return new FaultAttack(arm, number, 0, true);
    }

    /// Arms anew for each call, and makes it again and again with the next number until it gets through.
    ///
    /// @param spared calls of a kind, after its first, that nothing happens to between two that are attacked
    static FaultAttack everyCall(IntConsumer arm, int spared) {
        return new FaultAttack(arm, 1, spared, false);
    }

    /// Calls that something failed in.
    int failures() {
        return failures;
    }

    @Override
    public boolean expects(Throwable thrown) {
        return thrown.equals(Faults.thrown()) || thrown instanceof NativeOutOfMemoryError;
    }

    @Override
    public void begin(String kind) {
        if (armed) {
            Faults.resume();
        } else if (once || again || isDue(calls.merge(kind, 1, Integer::sum))) {
            arm.accept(number);
            armed = true;
        }
    }

    private boolean isDue(int callOfKind) {
        return callOfKind <= ALL_OF_THE_FIRST || callOfKind % (spared + 1) == 0;
    }

    @Override
    public boolean endAndRepeat(boolean succeeded) {
        Faults.pause();
        boolean failed = Faults.thrown() != null && !Objects.equals(Faults.thrown(), last);
        last = Faults.thrown();
        failures += failed ? 1 : 0;
        again = !once && failed && !succeeded;
        if (!once) {
            armed = false;
            number = again ? next(number) : 1;
        }
        return again;
    }

    /// Strides beyond where slow paths are: there it is long reports that allocate, and room that is made sure of.
    private static int next(int number) {
        return number < 40 ? number + 1 : number + number / 2;
    }

    @Override
    public boolean losesHints() {
        return true;
    }
}
