package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.FakeClock;
import io.hakmem.Hakmem;
import io.hakmem.HeapValidator;
import io.hakmem.InvalidFreeException;
import io.hakmem.os.FakePageSource;
import java.util.Arrays;
import java.util.function.Function;

/// Ends the Java heap while a batch of frees is refused in part: all of its other blocks are freed, or none. To be made
/// of [FreshClasses]; given the length of the blocks, it returns what it has done.
public final class RefusalAttack implements Function<String, String> {
    private static final int COUNT = 100;
    private static final int WRONG = 2;

    @Override
    public String apply(String bytes) {
        try (FakePageSource source = new FakePageSource()) {
            Hakmem hakmem = Script.allocator(source, new FakeClock());
            for (int number = 1; ; number++) {
                long[] kept = new long[WRONG];
                boolean told = isToldWithout(hakmem, number, Long.parseLong(bytes), kept);
                if (told) {
                    return number - 1 + " allocations failed in a batch of frees of " + bytes + " bytes each";
                }
            }
        } finally {
            Faults.disarm();
        }
    }

    /// Whether the refusal was told although the Java heap was to end at its allocation of that number.
    private static boolean isToldWithout(Hakmem hakmem, int number, long bytes, long[] kept) {
        long[] addresses = new long[COUNT];
        hakmem.allocateBatch(bytes, addresses, 0, COUNT);
        long[] wrong = addresses.clone();
        for (int index = 0; index < WRONG; index++) {
            kept[index] = addresses[10 + 40 * index];
            wrong[10 + 40 * index] += 8;
        }
        Error injected = null;
        Faults.armEndOfJavaHeap(number);
        try {
            hakmem.freeBatch(wrong, 0, COUNT);
        } catch (OutOfMemoryError e) {
            injected = e;
        } catch (InvalidFreeException e) {
            assertThat(e).hasMessageContaining("Element 10: ").hasMessageContaining(WRONG + " were refused");
        } finally {
            Faults.disarm();
        }
        boolean none = HeapValidator.liveBlocks(hakmem).size() == COUNT;
        if (none) {
            assertThat(injected).as("what the call threw").isNotNull();
        } else {
            assertThat(HeapValidator.liveBlocks(hakmem))
                    .as("live after allocation %d failed", number)
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(kept).boxed().toList());
        }
        hakmem.freeBatch(none ? addresses : kept, 0, none ? COUNT : WRONG);
        return injected == null;
    }
}
