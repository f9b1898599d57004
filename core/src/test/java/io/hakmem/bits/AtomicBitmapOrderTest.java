package io.hakmem.bits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Orders of steps that threads meet too rarely to wait for.
final class AtomicBitmapOrderTest {
    @Test
    void summaries_twoActsAtAnyStepsOfAThird_areValidAtRest() throws Exception {
        assertThat(NestedBitmapActs.inAnotherVirtualMachine()).containsExactly("many orders", "exit 0");
    }
}
