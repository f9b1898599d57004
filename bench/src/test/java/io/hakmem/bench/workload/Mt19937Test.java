package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The expected numbers are those of `std::mt19937` and `std::uniform_int_distribution`, compiled by GCC 12.
final class Mt19937Test {
    @Test
    void next_defaultSeed_drawsTheStandardsTenThousandth() {
        Mt19937 generator = new Mt19937(5_489);
        IntStream.range(0, 9_999).forEach(draw -> generator.next());

        assertThat(Integer.toUnsignedLong(generator.next())).isEqualTo(4_123_659_995L);
    }

    @Test
    void next_seed42_drawsTheKnownSequence() {
        Mt19937 generator = new Mt19937(42);

        assertThat(IntStream.range(0, 5).mapToLong(draw -> Integer.toUnsignedLong(generator.next())))
                .containsExactly(1_608_637_542L, 3_421_126_067L, 4_083_286_876L, 787_846_414L, 3_143_890_026L);
    }

    @Test
    void next_largestSeed_isUnsigned() {
        assertThat(new Mt19937(4_294_967_295L).next()).isEqualTo(419_326_371);
    }

    /// One number in four is rejected here, and so the next one drawn tells how many were.
    @Test
    void uniform_rangeThatRejects_drawsAsTheLibraryDoes() {
        Mt19937 generator = new Mt19937(0);

        long sum = IntStream.range(0, 1_000)
                .mapToLong(draw -> generator.uniform(0, 3_221_225_471L))
                .sum();

        assertThat(sum).isEqualTo(1_619_128_957_793L);
        assertThat(Integer.toUnsignedLong(generator.next())).isEqualTo(2_745_286_839L);
    }

    @Test
    void uniform_oneNumber_isThatNumber() {
        assertThat(new Mt19937(1).uniform(7, 7)).isEqualTo(7);
    }
}
