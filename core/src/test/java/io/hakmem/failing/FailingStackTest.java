package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.Seed;
import org.junit.jupiter.api.Test;

/// The stack ends at any call of the product.
class FailingStackTest {
    private static final boolean LONG = Boolean.getBoolean("hakmem.failing.long");

    @Test
    void stack_endedAtEveryDepth_losesNothing() {
        System.out.println(FreshClasses.make(StackAttack.class, true).apply(LONG ? "4" : "1"));
    }

    @Test
    void firstCallOfAnAllocator_initialisesNothing() {
        assertThat(FreshClasses.make(FirstCall.class, true).apply("")).isEqualTo("112");
    }

    @Test
    void stack_reallyEnded_losesNothing() throws InterruptedException {
        System.out.println("really, " + RealStackAttack.runs(LONG ? 12 : 1, Seed.fresh()));
    }
}
