package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.FakeClock;
import io.hakmem.os.FakePageSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/// Fails allocations on the Java heap. To be made of [FreshClasses]; given the name of an attack, it returns what it
/// has done.
public final class JavaHeapAttack implements Function<String, String> {
    private static final boolean LONG = Boolean.getBoolean("hakmem.failing.long");

    @Override
    public String apply(String name) {
        try {
            String done = switch (name) {
                case "construction" -> construction();
                case "everyCall" -> everyAllocationOfEveryCall();
                default -> oncePerRun();
            };
            assertThat(Faults.initialised()).as("initialised in a call").isEmpty();
            return done;
        } finally {
            Faults.disarm();
        }
    }

    /// An allocator that cannot be made leaves no mapping behind.
    private static String construction() {
        try (FakePageSource source = new FakePageSource()) {
            Script.allocator(source, new FakeClock()); // initialises what is initialised once
            long mapped = source.map(1 << 20);
            source.unmap(mapped, 1 << 20);
        }
        for (int number = 1; ; number++) {
            try (FakePageSource source = new FakePageSource()) {
                boolean made = makes(source, number);
                assertThat(source.mappings())
                        .as("mappings after allocation %d failed", number)
                        .isEqualTo(made ? 1 : 0);
                if (made) {
                    return number - 1 + " allocations failed while an allocator was made";
                }
            }
        }
    }

    private static boolean makes(FakePageSource source, int number) {
        Faults.armAllocation(number);
        try {
            Script.allocator(source, new FakeClock());
            return true;
        } catch (OutOfMemoryError e) {
            assertThat(e).isSameAs(Faults.thrown());
            return false;
        } finally {
            Faults.disarm();
        }
    }

    /// Each call of the script is made again and again, without Java heap from its first allocation on, then from its
    /// second, until it gets through.
    private static String everyAllocationOfEveryCall() {
        FaultAttack attack = FaultAttack.everyCall(Faults::armEndOfJavaHeap, LONG ? 0 : 3);
        runUnder(attack, "a call failed at each of its allocations");
        return attack.failures() + " allocations failed in one run";
    }

    /// One allocation of the script fails: the first one at every third place, or in the long form each.
    private static String oncePerRun() {
        List<Integer> sites = new ArrayList<>();
        runUnder(FaultAttack.once(ignored -> Faults.armRecording(sites), 1), "nothing failed");
        TreeSet<Integer> numbers = new TreeSet<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (int number = 1; number <= sites.size(); number++) {
            boolean first = last.put(sites.get(number - 1), number) == null;
            if (LONG || (first && last.size() % 3 == 0)) {
                numbers.add(number);
            }
        }
        numbers.forEach(number ->
                runUnder(FaultAttack.once(Faults::armAllocation, number), "allocation " + number + " failed"));
        return numbers.size() + " of " + sites.size() + " allocations at " + last.size()
                + " places failed, each in a run";
    }

    private static void runUnder(FaultAttack attack, String what) {
        try {
            Script.runUnder(attack);
        } catch (Throwable e) {
            throw failure(what, e);
        }
    }

    /// What went wrong, with the error that was injected.
    static AssertionError failure(String what, Throwable cause) {
        AssertionError failure = new AssertionError("after " + what + ": " + cause.getMessage(), cause);
        Error injected = Faults.thrown();
        if (injected != null) {
            failure.addSuppressed(injected);
        }
        return failure;
    }
}
