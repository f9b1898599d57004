package io.hakmem;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of `docs/tuning.md` says what [Option] says. `-Dhakmem.test.writeTuning=true` writes it.
class TuningPageTest {
    private static final String BEGIN = "<!-- The table is written by TuningPageTest. -->\n";
    private static final String END = "<!-- End of the table. -->\n";
    private static final Path PAGE =
            requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("docs/tuning.md");

    @Test
    void table_ofThePage_isThatOfTheCode() throws Exception {
        String page = Files.readString(PAGE);
        String expected =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("hakmem.test.writeTuning")) {
            Files.writeString(PAGE, expected);
            return;
        }
        assertThat(page)
                .as("docs/tuning.md; `mvn -pl core test -Dtest=TuningPageTest -Dhakmem.test.writeTuning=true`"
                        + " updates it")
                .isEqualTo(expected);
    }

    private static String table() {
        return Stream.of(Option.values())
                .map(TuningPageTest::row)
                .collect(Collectors.joining(
                        "",
                        "\n| property | environment | default | range | per | effect |\n|---|---|---|---|---|---|\n",
                        "\n"));
    }

    private static String row(Option option) {
        return "| `" + option.property() + "` | `" + option.environmentName() + "` | "
                + option.format(option.defaultValue()) + " | " + option.type().range() + " | "
                + option.scope().name().toLowerCase(Locale.ROOT) + " | " + option.effect() + " |\n";
    }
}
