package io.hakmem.cli;

import io.hakmem.bench.workload.InvalidArgument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Where the JSON document goes: a file, standard output, or nowhere. A file that cannot be written is refused before
/// the first run, since a run is dear.
final class JsonTarget implements AutoCloseable {
    private static final String STANDARD_OUTPUT = "-";

    private final @Nullable Path file;
    private final boolean standardOutput;

    /// Whether the file came to be by the check and holds nothing yet.
    private boolean emptyAndOurs;

    private JsonTarget(@Nullable Path file, boolean standardOutput, boolean emptyAndOurs) {
        this.file = file;
        this.standardOutput = standardOutput;
        this.emptyAndOurs = emptyAndOurs;
    }

    static JsonTarget of(@Nullable String word) {
        if (word == null || word.equals(STANDARD_OUTPUT)) {
            return new JsonTarget(null, word != null, false);
        }
        try {
            Path file = Path.of(word);
            boolean isNew = Files.notExists(file);
            Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)
                    .close();
            return new JsonTarget(file, false, isNew);
        } catch (IOException | InvalidPathException refused) {
            throw new InvalidArgument("--json must be a file that can be written, but '" + word + "' cannot: "
                    + reason(word, refused) + ".");
        }
    }

    boolean isStandardOutput() {
        return standardOutput;
    }

    void write(Object document, PrintWriter out) throws IOException {
        if (standardOutput) {
            out.println(Json.text(document));
            out.flush();
        } else if (file != null) {
            Json.write(file, document);
            emptyAndOurs = false;
        }
    }

    @Override
    public void close() {
        if (emptyAndOurs && file != null) {
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
