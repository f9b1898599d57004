package io.hakmem.cli;

import io.hakmem.bench.workload.InvalidArgument;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;

/// A HAKMEM other than the one that is built here.
///
/// @param label its name in reports
/// @param jar its hakmem-core
record EarlierHakmem(String label, Path jar) {
    private static final String OPTION = "--compare-with";
    private static final int FOLDERS_BELOW_ROOT = 3;

    /// Finds a jar, or builds a revision.
    ///
    /// @param word a path of a jar, or a git revision
    static EarlierHakmem of(String word) {
        return word.endsWith(".jar") ? new EarlierHakmem(labelOf(word), jar(word)) : ofRevision(word);
    }

    private static EarlierHakmem ofRevision(String revision) {
        Path script = root().map(folder -> folder.resolve("tools").resolve("build-revision"))
                .filter(Files::isExecutable)
                .orElseThrow(() -> refusal(revision, "there is no tools/build-revision here to build a revision with"));
        try {
            Path said = Files.createTempFile("hakmem-revision-", ".txt");
            try {
                Process process = new ProcessBuilder(List.of(script.toString(), revision))
                        .redirectError(said.toFile())
                        .start();
                process.getOutputStream().close();
                String jar = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    throw refusal(revision, lastLine(Files.readString(said)));
                }
                return new EarlierHakmem(labelOf(revision), Path.of(jar));
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException failed) {
            throw new RunFailure("The revision could not be built", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RunFailure("The build of the revision was interrupted", interrupted);
        }
    }

    private static Path jar(String word) {
        try {
            Path jar = Path.of(word).toAbsolutePath();
            if (Files.isReadable(jar)) {
                return jar;
            }
        } catch (InvalidPathException noPath) {
            throw refusal(word, String.valueOf(noPath.getReason()));
        }
        throw refusal(word, "there is no such file");
    }

    private static String labelOf(String word) {
        return "hakmem@" + word.substring(word.lastIndexOf('/') + 1);
    }

    /// The root of the sources that this command line was built from: three folders above its jar or classes.
    private static Optional<Path> root() {
        try {
            CodeSource source = EarlierHakmem.class.getProtectionDomain().getCodeSource();
            Path folder = source == null ? null : Path.of(source.getLocation().toURI());
            for (int level = 0; folder != null && level < FOLDERS_BELOW_ROOT; level++) {
                folder = folder.getParent();
            }
            return Optional.ofNullable(folder);
        } catch (URISyntaxException notAFile) {
            return Optional.empty();
        }
    }

    private static InvalidArgument refusal(String word, String why) {
        return new InvalidArgument(
                OPTION + " must be a jar of hakmem-core or a git revision, but was '" + word + "': " + why + ".");
    }

    private static String lastLine(String text) {
        String line = text.lines()
                .reduce("it could not be built", (before, last) -> last)
                .strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
