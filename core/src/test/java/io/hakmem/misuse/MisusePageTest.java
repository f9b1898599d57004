package io.hakmem.misuse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of `docs/misuse.md` says what [Misuse] says. `-Dhakmem.test.writeMisuse=true` writes it.
class MisusePageTest {
    private static final String BEGIN = "<!-- The table is written by MisusePageTest. -->\n";
    private static final String END = "<!-- End of the table. -->\n";
    private static final Path PAGE =
            requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("docs/misuse.md");

    @Test
    void table_ofThePage_isThatOfTheCode() throws Exception {
        String page = Files.readString(PAGE);
        String expected =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("hakmem.test.writeMisuse")) {
            Files.writeString(PAGE, expected);
            return;
        }
        assertThat(page)
                .as("docs/misuse.md; `mvn -pl core test -Dtest=MisusePageTest -Dhakmem.test.writeMisuse=true`"
                        + " updates it")
                .isEqualTo(expected);
    }

    private static String table() {
        return Stream.of(Misuse.values())
                .map(Misuse::row)
                .collect(Collectors.joining(
                        "", "\n| wrong use | fast | checked | hardened | how |\n|---|---|---|---|---|\n", "\n"));
    }
}
