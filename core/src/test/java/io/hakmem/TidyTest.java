package io.hakmem;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// House rules that a reader of the sources can count on and no compiler checks, over all modules of the repository.
class TidyTest {
    private static final int MAX_LINES = 600;
    private static final Pattern VAGUE_TYPE =
            Pattern.compile("\\b(?:class|interface|record|enum)\\s+\\w*(?:Manager|Helper|Util|Utils|Impl)\\b");
    private static final Pattern PATH_OF_ONE_MACHINE = Pattern.compile("(?<![\\w.~$}])/(?:home|root|Users|work)/");
    private static final Set<String> TEXT_ENDINGS = Set.of("java", "xml", "md", "sh", "yml", "properties");
    private static final Path ROOT = requireNonNull(Path.of("").toAbsolutePath().getParent());

    @Test
    void scan_of_the_repository_sees_sources() {
        assertThat(javaSources()).contains(ROOT.resolve("core/src/main/java/io/hakmem/Hakmem.java"));
    }

    @Test
    void source_file_has_at_most_600_lines() {
        assertThat(javaSources()).allSatisfy(file -> assertThat(lines(file)).hasSizeLessThanOrEqualTo(MAX_LINES));
    }

    @Test
    void type_name_says_what_the_type_is() {
        assertThat(matches(javaSources(), VAGUE_TYPE)).isEmpty();
    }

    @Test
    void text_has_no_tab() {
        assertThat(matches(texts(), Pattern.compile("\t"))).isEmpty();
    }

    @Test
    void text_has_no_path_of_one_machine() {
        assertThat(matches(texts(), PATH_OF_ONE_MACHINE)).isEmpty();
    }

    private static List<String> matches(List<Path> files, Pattern pattern) {
        return files.stream()
                .flatMap(file -> lines(file).stream()
                        .filter(line -> pattern.matcher(line).find())
                        .map(line -> ROOT.relativize(file) + ": " + line.strip()))
                .toList();
    }

    private static List<Path> javaSources() {
        return texts().stream().filter(file -> ending(file).equals("java")).toList();
    }

    private static List<Path> texts() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> isOurs(ROOT.relativize(file)))
                    .filter(file -> TEXT_ENDINGS.contains(ending(file)) || Files.isExecutable(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path relative) {
        for (Path part : relative) {
            if (Set.of("target", ".git", ".idea", ".vscode").contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
