package io.hakmem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantityTest {
    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.00 KiB", "16777216, 16.00 MiB", "103187218432, 96.10 GiB"})
    void bytes_number_hasABinaryUnit(long number, String text) {
        assertThat(Quantity.bytes(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.00", "999, 999.0", "12345, 12.35 k", "52130000, 52.13 M", "4e9, 4.00 G"})
    void rate_number_hasADecimalUnit(double number, String text) {
        assertThat(Quantity.rate(number)).isEqualTo(text);
    }

    @Test
    void count_number_isExact() {
        assertThat(Quantity.count(1_234_567L)).isEqualTo("1,234,567");
    }

    @Test
    void anyQuantity_unknown_isADash() {
        assertThat(Quantity.count(null)).isEqualTo("–");
        assertThat(Quantity.bytes(null)).isEqualTo("–");
    }

    @Test
    void table_rows_alignsFirstColumnLeftAndOthersRight() {
        Table table = new Table(" ");
        table.row("name", "n");
        table.row("x", "1,000");
        StringWriter text = new StringWriter();

        table.print(new PrintWriter(text, true));

        assertThat(text.toString().lines()).containsExactly(" name      n", " x     1,000");
    }
}
