package io.hakmem.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/// Where the JSON document goes: a file, standard output, or nowhere.
final class JsonTarget implements AutoCloseable {
    private static final String STANDARD_OUTPUT = "-";

    private final @Nullable OutputFile file;
    private final boolean standardOutput;

    private JsonTarget(@Nullable OutputFile file, boolean standardOutput) {
        this.file = file;
        this.standardOutput = standardOutput;
    }

    static JsonTarget of(@Nullable String word) {
        return word == null || word.equals(STANDARD_OUTPUT)
                ? new JsonTarget(null, word != null)
                : new JsonTarget(OutputFile.of("--json", word), false);
    }

    boolean isStandardOutput() {
        return standardOutput;
    }

    void write(Object document, PrintWriter out) throws IOException {
        if (standardOutput) {
            out.println(Json.text(document));
            out.flush();
        } else if (file != null) {
            file.write(Json.text(document) + "\n");
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
