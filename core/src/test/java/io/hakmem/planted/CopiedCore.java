package io.hakmem.planted;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// A copy of the core's sources with some of them changed, compiled on its own. The working tree is only read.
final class CopiedCore {
    private static final Path PACKAGE = Path.of("io", "hakmem");
    private static final String MODULE = "module-info.java";

    private final Path folder;

    private CopiedCore(Path folder) {
        this.folder = folder;
    }

    /// Copies the sources to `folder/src`, changes them, and compiles them to `folder/classes`.
    ///
    /// @param sources root of the sources
    /// @param classPath what the core needs to compile
    /// @throws Patch.NotApplicable when the text of a patch is not found exactly once
    static CopiedCore of(Path sources, List<Patch> patches, Path folder, String classPath)
            throws IOException, Patch.NotApplicable {
        CopiedCore core = new CopiedCore(folder);
        List<Path> copied = copy(sources, folder.resolve("src"));
        for (Patch patch : patches) {
            Path file = folder.resolve("src").resolve(PACKAGE).resolve(patch.file());
            Files.write(file, patch.applyTo(Files.readAllLines(file)));
        }
        core.compile(copied, classPath);
        return core;
    }

    private static List<Path> copy(Path sources, Path to) throws IOException {
        List<Path> copied = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(MODULE)) {
                    Path copy = to.resolve(sources.relativize(file).toString());
                    Files.createDirectories(copy.resolveSibling(""));
                    Files.write(copy, Files.readAllBytes(file));
                    copied.add(copy);
                }
            }
        }
        return copied;
    }

    private void compile(List<Path> files, String classPath) throws IOException {
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow(() -> new IOException("There is no javac."));
        List<String> arguments = new ArrayList<>(List.of(
                "-g", "-nowarn", "-proc:none", "-cp", classPath, "-d", classes().toString()));
        files.forEach(file -> arguments.add(file.toString()));
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        if (javac.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("The changed sources do not compile:\n" + said);
        }
    }

    /// Where the class files are.
    Path classes() {
        return folder.resolve("classes");
    }

    /// Where runs against it may write.
    Path folder() {
        return folder;
    }
}
