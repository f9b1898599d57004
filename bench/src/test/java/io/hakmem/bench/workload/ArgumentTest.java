package io.hakmem.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "5", "99999999999999999999999999", "1e1", "one", "", " 1", "1.0"})
    void wholeNumber_outOfRangeOrNoNumber_isRefusedByName(String word) {
        assertThatThrownBy(() -> Argument.wholeNumber("THREADS", word, 1, 4))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("THREADS must be a whole number from 1 to 4, but was '")
                .hasMessageEndingWith("'.");
    }

    @Test
    void wholeNumber_endsOfRange_areAccepted() {
        assertThat(Argument.wholeNumber("N", "1", 1, 4)).isEqualTo(1);
        assertThat(Argument.wholeNumber("N", "4", 1, 4)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"5, 5000", "0.25, 250", "1.5, 1500"})
    void seconds_number_mayHaveAFraction(String word, long millis) {
        assertThat(Argument.seconds("SECONDS", word, false)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-0.0000000001", "0.0000000001", "1000001", "NaN", "x", "1e999999999"})
    void seconds_notAboveZeroOrNoNumber_isRefusedByName(String word) {
        assertThatThrownBy(() -> Argument.seconds("SECONDS", word, false))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("SECONDS must be a number of seconds above 0 to 1000000, but was '" + word + "'.");
    }

    @Test
    void seconds_zeroWhereAllowed_isZero() {
        assertThat(Argument.seconds("--warmup", "0", true)).isZero();
    }

    @Test
    void secondsOf_fraction_keepsItAndReadsBack() {
        Duration duration = Duration.ofNanos(1_250_000_001L);

        String word = Seconds.of(duration).toString();

        assertThat(word).isEqualTo("1.250000001");
        assertThat(Argument.seconds("SECONDS", word, false)).isEqualTo(duration);
    }
}
