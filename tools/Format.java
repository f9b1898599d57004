import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The formatter of this repository: one run of palantir-java-format over every Java source of every module.
///
/// `check` lists the files that are not formatted, on standard error and in the given file, which does not exist
/// afterwards when there are none; `write` formats them. The build runs it at the root of the repository, with the
/// formatter on the class path, and fails when the list exists.
public final class Format {
    private static final Pattern DOC_COMMENT_INDENTATION = Pattern.compile("(?m)^[ \\t]+(?=///)");

    private Format() {}

    /// @param arguments `check` or `write`, and the file for the list
    public static void main(String[] arguments) throws IOException {
        boolean write = arguments[0].equals("write");
        Path list = Path.of(arguments[1]);
        Formatter formatter = Formatter.createFormatter(
                JavaFormatterOptions.builder().style(Style.PALANTIR).build());

        List<String> problems = new ArrayList<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            try {
                String formatted = formatter.formatSourceAndFixImports(withoutDocCommentIndentation(source));
                if (!formatted.equals(source)) {
                    if (write) {
                        Files.writeString(file, formatted);
                    } else {
                        problems.add(file.toString());
                    }
                }
            } catch (FormatterException e) {
                problems.add(file + ": " + e.getMessage());
            }
        }

        Files.deleteIfExists(list);
        if (!problems.isEmpty()) {
            Files.createDirectories(list.getParent());
            Files.write(list, problems);
            System.err.println("Not formatted:");
            problems.forEach(problem -> System.err.println("  " + problem));
        }
    }

    /// The formatter indents `///` lines anew in any case, but counts the indentation that they came with a second time
    /// (version 2.103.0), and cuts lines that then seem too long into a comment and something that is none.
    private static String withoutDocCommentIndentation(String source) {
        return DOC_COMMENT_INDENTATION.matcher(source).replaceAll("");
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : sourceFolders()) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
            }
        }
        return sources;
    }

    private static List<Path> sourceFolders() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(""))) {
            return Stream.concat(Stream.of(Path.of("tools")), entries.map(entry -> entry.resolve("src")))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }
}
