package io.hakmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }

    @Test
    void noProperties_giveTheDefaults() {
        assertThat(Options.of(new Properties())).isEqualTo(Options.DEFAULT);
    }

    @Test
    void checkingFast_isTaken() {
        assertThat(Options.of(properties("hakmem.checking", "fast")).checked()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "hakmem.checking, slow",
        "hakmem.checking, ''",
        "hakmem.superSlabBytes, 3000000",
        "hakmem.superSlabBytes, 2m",
        "hakmem.reservationBytes, -1",
        "hakmem.reservationBytes, 16777215",
        "hakmem.reservationBytes, 4398046511105",
        "hakmem.reservationBytes, lots"
    })
    void wrongValue_isRefusedAndNamed(String name, String value) {
        assertThatThrownBy(() -> Options.of(properties(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining('"' + value + '"')
                .hasMessageContaining("must be");
    }
}
