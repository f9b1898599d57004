package io.hakmem.bench.program;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The C programs of the workloads, compiled when they are first asked for, into a folder that is gone when this is
/// closed or the JVM ends.
public final class NativePrograms implements AutoCloseable {
    /// The flags that decide how fast a program is.
    public static final List<String> FLAGS = List.of("-std=c11", "-O2", "-pthread");

    private static final String COMPILER = "gcc";

    private static final Pattern WORKLOAD = Pattern.compile("X\\((\\w+)\\) *\\\\?\\s");

    private final Path folder;
    private final Thread hook = Thread.ofPlatform().unstarted(this::deleteFolder);
    private final Map<ProgramKind, Path> compiled = new EnumMap<>(ProgramKind.class);
    private boolean unpacked;

    /// Makes an empty folder.
    ///
    /// @throws UncheckedIOException when there is no room for one
    public NativePrograms() {
        try {
            folder = Files.createTempDirectory("hakmem-native-");
        } catch (IOException failed) {
            throw new UncheckedIOException("There is no room for compiled programs", failed);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Says in a sentence without a full stop what this machine lacks to compile them, if anything.
    public static Optional<String> whatIsMissing() {
        boolean found = Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMPILER)));
        return found
                ? Optional.empty()
                : Optional.of("there is no gcc on the PATH to compile the C programs (Debian's package gcc, with"
                        + " libc6-dev, installs it)");
    }

    /// Returns the names of the workloads that are written in C.
    public static Set<String> workloads() {
        try (InputStream list = Objects.requireNonNull(
                NativePrograms.class.getResourceAsStream("workloads.h"), "the jar has its C files")) {
            return WORKLOAD.matcher(new String(list.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(line -> line.group(1).replace('_', '-'))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Returns the program, ready to be started.
    ///
    /// @throws IllegalStateException when it cannot be compiled; the message has the compiler's words
    /// @throws InterruptedException if the calling thread is interrupted
    public synchronized Path program(ProgramKind kind) throws InterruptedException {
        Path program = compiled.get(kind);
        if (program == null) {
            program = compile(kind);
            compiled.put(kind, program);
        }
        return program;
    }

    private Path compile(ProgramKind kind) throws InterruptedException {
        Path program = folder.resolve(kind.fileName());
        List<String> command = new ArrayList<>(List.of(COMPILER));
        command.addAll(FLAGS);
        if (!kind.define().isEmpty()) {
            command.add(kind.define());
        }
        command.addAll(List.of("-o", program.toString()));
        try {
            sources().forEach(source -> command.add(source.toString()));
            Process compiler =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            compiler.getOutputStream().close();
            String words = new String(compiler.getInputStream().readAllBytes(), Charset.defaultCharset());
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("The C programs could not be compiled: " + words.strip());
            }
            return program;
        } catch (IOException failed) {
            throw new IllegalStateException("The C programs could not be compiled", failed);
        }
    }

    /// Returns the C files, copied to the folder.
    private List<Path> sources() throws IOException {
        if (!unpacked) {
            unpack();
            unpacked = true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".c")).sorted().toList();
        }
    }

    private void unpack() throws IOException {
        URL main = Objects.requireNonNull(NativePrograms.class.getResource("main.c"), "the jar has its C files");
        if (main.openConnection() instanceof JarURLConnection jar) {
            try (FileSystem files = FileSystems.newFileSystem(Path.of(uriOf(jar.getJarFileURL())))) {
                copyBeside(files.getPath("/", jar.getEntryName()));
            }
        } else {
            copyBeside(Path.of(uriOf(main)));
        }
    }

    private void copyBeside(Path main) throws IOException {
        try (Stream<Path> files = Files.list(Objects.requireNonNull(main.getParent()))) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".c") || name.endsWith(".h")) {
                    Files.copy(file, folder.resolve(name));
                }
            }
        }
    }

    private static URI uriOf(URL location) throws IOException {
        try {
            return location.toURI();
        } catch (URISyntaxException strange) {
            throw new IOException(strange);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running already, which is as well.
            return;
        }
        deleteFolder();
    }

    private void deleteFolder() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException stays) {
            // Temporary files stay in their folder.
            return;
        }
    }
}
