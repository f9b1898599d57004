package io.hakmem.failing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakmem.os.PageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Java heap is used up at any allocation of the product.
class FailingJavaHeapTest {
    @ParameterizedTest
    @ValueSource(strings = {"construction", "everyCall", "everyPlace"})
    void allocation_failed_losesNothing(String attack) {
        String done = FreshClasses.make(JavaHeapAttack.class, true).apply(attack);
        System.out.printf("Java heap used up, %s: %s%n", attack, done);
    }

    @ParameterizedTest
    @ValueSource(strings = {"64", "9000", "40000"})
    void refusalThatCannotBeTold_keepsNoOtherBlockOfTheBatch(String bytes) {
        System.out.println(FreshClasses.make(RefusalAttack.class, true).apply(bytes));
    }

    @Test
    void callsOfTheSystem_initialiseNothing() {
        assertThat(FreshClasses.make(LinkAttack.class, true).apply(""))
                .isEqualTo(PageSource.ofThisMachine().name());
    }
}
