package io.hakmem.cli;

import io.hakmem.bench.workload.InvalidArgument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that takes what a command leaves behind. One that cannot be written is refused before the first run, since a
/// run is dear.
final class OutputFile implements AutoCloseable {
    private final Path file;

    /// Whether the file came to be by the check and holds nothing yet.
    private boolean emptyAndOurs;

    private OutputFile(Path file, boolean emptyAndOurs) {
        this.file = file;
        this.emptyAndOurs = emptyAndOurs;
    }

    /// Checks a file, and creates it if it is not there.
    ///
    /// @param option the option that named it
    static OutputFile of(String option, String word) {
        try {
            Path file = Path.of(word);
            boolean isNew = Files.notExists(file);
            Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                    .close();
            return new OutputFile(file, isNew);
        } catch (IOException | InvalidPathException refused) {
            throw new InvalidArgument(option + " must be a file that can be written, but '" + word + "' cannot: "
                    + reason(word, refused) + ".");
        }
    }

    void write(String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        emptyAndOurs = false;
    }

    @Override
    public void close() {
        if (emptyAndOurs) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                // An empty file is left behind; there is nothing better to do.
                return;
            }
        }
    }

    private static String reason(String word, Exception refused) {
        return switch (refused) {
            case NoSuchFileException missing -> "its folder does not exist";
            case AccessDeniedException denied -> "permission is denied";
            case IOException other when Files.isDirectory(Path.of(word)) -> "it is a folder";
            default -> String.valueOf(refused.getMessage()).replace(word + ": ", "");
        };
    }
}
