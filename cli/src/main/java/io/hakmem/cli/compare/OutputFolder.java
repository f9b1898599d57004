package io.hakmem.cli.compare;

import io.hakmem.bench.workload.InvalidArgument;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// The folder that a comparison leaves its files in. One that cannot be written is refused before the first run.
public final class OutputFolder {
    private static final DateTimeFormatter NOW = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss");

    private OutputFolder() {}

    /// Makes the folder, and those above it, where they are not there.
    ///
    /// @param word what the user named; `null` for a new folder below the current one
    /// @throws InvalidArgument when files cannot be written there
    public static Path of(@Nullable String word) {
        String name = word == null
                ? "target/compare/" + LocalDateTime.now(ZoneId.systemDefault()).format(NOW)
                : word;
        try {
            Path folder = Files.createDirectories(Path.of(name));
            Files.delete(Files.createTempFile(folder, "writable-", null));
            return folder;
        } catch (IOException | InvalidPathException refused) {
            throw new InvalidArgument("--out must be a folder that can be written, but '" + name + "' cannot: "
                    + reason(refused, name) + ".");
        }
    }

    private static String reason(Exception refused, String name) {
        return switch (refused) {
            case AccessDeniedException denied -> "permission is denied";
            case FileAlreadyExistsException file -> file.getFile() + " is a file";
            default -> String.valueOf(refused.getMessage()).replace(name + ": ", "");
        };
    }
}
