package io.hakmem.bench.allocator;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The file of a native library that Debian packages. Naming one loads nothing.
///
/// @param debianPackage that installs it
/// @param names of the file, the best one first
public record LibraryFile(String debianPackage, List<String> names) {
    /// Returns what a user has to do before it can be used, in a sentence without a full stop, or nothing if it is
    /// there.
    public Optional<String> whatIsMissing() {
        return whatIsMissing(usualFolders());
    }

    Optional<String> whatIsMissing(List<Path> folders) {
        return path(folders).isPresent()
                ? Optional.empty()
                : Optional.of(names.getFirst() + " is not on this machine (Debian's package " + debianPackage
                        + " installs it)");
    }

    /// Returns where it lies, if anywhere.
    public Optional<Path> path() {
        return path(usualFolders());
    }

    /// Loads it for the rest of the process.
    ///
    /// @throws IllegalStateException when it is missing; the message says what to do
    public SymbolLookup load() {
        Path file = path().orElseThrow(
                        () -> new IllegalStateException(whatIsMissing().orElse(names.getFirst() + " has just gone")));
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    private Optional<Path> path(List<Path> folders) {
        return folders.stream()
                .flatMap(folder -> names.stream().map(folder::resolve))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// `LD_LIBRARY_PATH` and what the JVM adds to it, then Debian's folder, then that of self-built software.
    private static List<Path> usualFolders() {
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return Stream.concat(
                        Arrays.stream(
                                System.getProperty("java.library.path", "").split(File.pathSeparator)),
                        Stream.of("/usr/lib/" + architecture + "-linux-gnu", "/usr/local/lib"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
    }
}
