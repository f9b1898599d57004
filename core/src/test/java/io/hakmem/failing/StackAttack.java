package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;

/// Lets the stack end at every call of a method. To be made of [FreshClasses]; given a number of runs, it returns
/// what it has done.
public final class StackAttack implements Function<String, String> {
    private static final boolean LONG = Boolean.getBoolean("hakmem.failing.long");

    /// Each call of the script is made again and again, on a stack that ends a little later each time, until it gets
    /// through.
    @Override
    public String apply(String runs) {
        int failures = 0;
        for (int run = 0; run < Integer.parseInt(runs); run++) {
            int seed = run;
            FaultAttack attack = FaultAttack.everyCall(units -> Faults.armStack(units, seed), LONG ? 0 : 60);
            try {
                Script.runUnder(attack);
            } catch (Throwable e) {
                throw JavaHeapAttack.failure("the stack ended, frames by seed " + seed, e);
            } finally {
                Faults.disarm();
            }
            failures += attack.failures();
        }
        assertThat(Faults.initialised()).as("initialised in a call").isEmpty();
        return "the stack ended " + failures + " times in " + runs + " runs";
    }
}
