package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The expected numbers are the output of the generator compiled from C.
final class Xorshift32Test {
    @Test
    void next_seed42_drawsTheKnownSequence() {
        int[] drawn = IntStream.iterate(Xorshift32.next(42), Xorshift32::next)
                .limit(8)
                .toArray();

        assertThat(drawn)
                .containsExactly(
                        11355432, -1458948948, 476557059, -646921280, -534983740, 1441438134, -581500456, -1863322962);
    }
}
