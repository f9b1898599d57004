package io.hakmem.bench.allocator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A native library with a `malloc`: where it lies and what its functions are called. Naming one loads nothing, and
/// neither does asking whether it is there.
public enum NativeLibrary {
    /// The C library, which is loaded already.
    GLIBC("libc6", List.of(), "malloc", "free", "calloc", "realloc"),
    /// mimalloc.
    MIMALLOC(
            "libmimalloc2.0",
            List.of("libmimalloc.so.2", "libmimalloc.so.2.0", "libmimalloc.so"),
            "mi_malloc",
            "mi_free",
            "mi_zalloc",
            "mi_realloc"),
    /// jemalloc; its functions have the names of the C library's, and are looked up in its own file.
    JEMALLOC("libjemalloc2", List.of("libjemalloc.so.2", "libjemalloc.so"), "malloc", "free", "calloc", "realloc"),
    /// tcmalloc of gperftools.
    TCMALLOC(
            "libtcmalloc-minimal4",
            List.of("libtcmalloc_minimal.so.4", "libtcmalloc_minimal.so"),
            "tc_malloc",
            "tc_free",
            "tc_calloc",
            "tc_realloc");

    /// What a process must have in its environment to open a library whose thread-local variables are laid out when
    /// the process starts, and are more than the C library keeps room for.
    private static final Map<String, String> ROOM_FOR_THREAD_LOCALS =
            Map.of("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384");

    @SuppressWarnings("ImmutableEnumChecker") // A list of `List.of`.
    private final LibraryFile file;

    private final String malloc;
    private final String free;
    private final String zeroed;
    private final String realloc;

    NativeLibrary(
            String debianPackage, List<String> fileNames, String malloc, String free, String zeroed, String realloc) {
        this.file = new LibraryFile(debianPackage, fileNames);
        this.malloc = malloc;
        this.free = free;
        this.zeroed = zeroed;
        this.realloc = realloc;
    }

    /// Returns the name on the command line, without what stands before it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns the file that a process preloads to use it, if it has to.
    public Optional<Path> preloaded() {
        return this == GLIBC ? Optional.empty() : file.path();
    }

    String malloc() {
        return malloc;
    }

    String free() {
        return free;
    }

    /// The function that allocates zeroed memory; one whose name ends in `calloc` takes a count before the size.
    String zeroed() {
        return zeroed;
    }

    String realloc() {
        return realloc;
    }

    Map<String, String> environment() {
        return this == JEMALLOC ? ROOM_FOR_THREAD_LOCALS : Map.of();
    }

    /// Returns, in a sentence without a full stop, what a user has to do before this library can be used, or nothing if
    /// it is there.
    public Optional<String> whatIsMissing() {
        return this == GLIBC ? whatIsMissingOfGlibc() : file.whatIsMissing();
    }

    private static Optional<String> whatIsMissingOfGlibc() {
        return Linker.nativeLinker()
                        .defaultLookup()
                        .find("gnu_get_libc_version")
                        .isPresent()
                ? Optional.empty()
                : Optional.of("the C library of this machine is not glibc");
    }

    LibraryFile file() {
        return file;
    }

    /// Loads the library for the rest of the process.
    SymbolLookup load() {
        if (this == GLIBC) {
            return Linker.nativeLinker().defaultLookup();
        }
        return file.load();
    }

    /// Asks the library for its version.
    Optional<String> version(SymbolLookup functions) {
        return NativeVersion.of(this, functions);
    }

    /// Says where the functions come from.
    String origin() {
        return this == GLIBC
                ? "the C library"
                : file.path().map(Path::toString).orElse(file.names().getFirst());
    }

    /// Loads the library, and [NativeAllocator] once more for it: constants of a class are what the JIT compiler
    /// calls directly, and a class has one set of them.
    ///
    /// @param critical whether downcalls leave out the thread's transition into native code and back
    Allocator open(boolean critical) {
        String resource = NativeAllocator.class.getSimpleName() + ".class";
        try (InputStream code = NativeAllocator.class.getResourceAsStream(resource)) {
            if (code == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            MethodHandles.Lookup ofLibrary = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(
                            code.readAllBytes(), new NativeAllocator.Calls(this, critical), true);
            return (Allocator) ofLibrary
                    .findConstructor(ofLibrary.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
